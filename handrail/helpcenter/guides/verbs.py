"""Build a guide; readers follow what somebody has published, and only what leads somewhere is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.guides.steps import (
    MOST_STEPS,
    Choice,
    Problem,
    Step,
    as_json,
    new_key,
    problems_of,
    steps_of,
    with_step,
    without_step,
)
from handrail.helpcenter.models import Guide, Site, Visibility
from handrail.helpcenter.verbs.slugs import free_slug

MOST_GUIDES, MOST_ORIGINS = 100, 20  # of a site, of a guide
_LONGEST_TITLE = 120

TOLD = {
    Problem.EMPTY: gettext_lazy("Write the first question."),
    Problem.NO_TEXT: gettext_lazy("A step or one of its choices has no words yet."),
    Problem.NOWHERE: gettext_lazy("A choice leads nowhere."),
    Problem.UNREACHED: gettext_lazy("No choice leads to a step."),
    Problem.ENDLESS: gettext_lazy("From a step one never comes to an answer."),
}


@needs(May.WRITE)
@transaction.atomic
def create_guide(site: Site, *, language: str, title: str, by: Agent | None) -> Guide:
    """A new guide with one empty step, not yet published. Raises ValidationError in words."""
    Site.objects.select_for_update().get(pk=site.pk)
    title = " ".join(title.split())[:_LONGEST_TITLE]
    if not title:
        raise ValidationError(_("A guide needs a title."))
    if site.guides.count() >= MOST_GUIDES:
        raise ValidationError(_("There are %(most)s guides: delete one first.") % {"most": MOST_GUIDES})
    steps = as_json([Step(new_key([]))])
    slug = free_slug(site.guides.all(), title, otherwise="guide")
    return Guide.objects.create(
        site=site, slug=slug, language=language, titles={language: title}, steps=steps
    )


@needs(May.WRITE)
@transaction.atomic
def describe_guide(
    guide: Guide, *, language: str, title: str, visibility: str, origins: Sequence[str], by: Agent | None
) -> None:
    """Its title in a language, for whom it is, and which web pages may show it in a frame.

    Raises ValidationError in words: without a title in its own language, for an origin that is none.
    """
    held = _held(guide)
    title = " ".join(title.split())[:_LONGEST_TITLE]
    if not title and language == held.language:
        raise ValidationError(_("A guide needs a title."))
    titles = {code: text for code, text in held.titles.items() if code != language}
    held.titles = titles | ({language: title} if title else {})
    held.visibility = visibility if visibility in Visibility.values else Visibility.INTERNAL
    held.origins = [_origin(one) for one in origins if one.strip()]
    if len(held.origins) > MOST_ORIGINS:
        raise ValidationError(_("Name %(most)s web pages at most.") % {"most": MOST_ORIGINS})
    _save(guide, held)


@needs(May.WRITE)
@transaction.atomic
def save_step(guide: Guide, step: Step, *, new: Sequence[dict[str, str]] = (), by: Agent | None) -> None:
    """Keep a step; for each label in `new` a further choice is made that leads to a new, empty step.

    Readers follow what was published until somebody publishes again. Raises ValidationError in words.
    """
    held = _held(guide)
    steps = with_step(steps_of(held.steps), step)
    for label in new:
        added = Step(new_key(steps))
        step = replace(step, choices=(*step.choices, Choice(added.key, label)))
        steps = (*with_step(steps, step), added)
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("A guide has %(most)s steps at most.") % {"most": MOST_STEPS})
    _keep_steps(guide, held, steps)


@needs(May.WRITE)
@transaction.atomic
def remove_step(guide: Guide, key: str, *, by: Agent | None) -> None:
    """Take a step out, and the choices that led to it; the first one stays."""
    held = _held(guide)
    steps = steps_of(held.steps)
    if steps and steps[0].key == key:
        raise ValidationError(_("A guide begins with this step: change it instead."))
    _keep_steps(guide, held, without_step(steps, key))


@needs(May.PUBLISH)
@transaction.atomic
def publish_guide(guide: Guide, *, is_published: bool, by: Agent | None) -> None:
    """Let readers follow it as it stands now, or no more.

    Raises ValidationError in words where they would get lost.
    """
    held = _held(guide)
    if is_published:
        _check(held, steps_of(held.steps))
        held.live = held.steps
    held.is_published = is_published
    _save(guide, held)
    audit(by, "guide published" if is_published else "guide withdrawn", guide=guide.pk)


@needs(May.PUBLISH)
@transaction.atomic
def delete_guide(guide: Guide, *, by: Agent | None) -> None:
    """Delete a guide and what was counted of it."""
    audit(by, "guide deleted", guide=guide.pk, slug=guide.slug)
    guide.delete()


def _keep_steps(guide: Guide, held: Guide, steps: Sequence[Step]) -> None:
    held.steps = as_json(steps)
    _save(guide, held)


def _check(guide: Guide, steps: Sequence[Step]) -> None:
    wrong = dict.fromkeys(problem for problem, _key in problems_of(steps, guide.language))
    if wrong:
        said = " ".join(str(TOLD[problem]) for problem in wrong)
        raise ValidationError(_("Readers would get lost: %(why)s") % {"why": said})


def _held(guide: Guide) -> Guide:
    return Guide.objects.select_for_update().get(pk=guide.pk)


def _save(guide: Guide, held: Guide) -> None:
    held.changed_at = timezone.now()
    held.save()
    guide.refresh_from_db()


def _origin(address: str) -> str:
    """Scheme, host and port (RFC 6454), as `frame-ancestors` takes them."""
    parts = urlsplit(address.strip())
    host = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("https", "http") or not parts.hostname or set(host) & set(" ;,'\"@*"):
        said = _("“%(address)s” is no web page: write it as https://www.lamp.example.")
        raise ValidationError(said % {"address": address.strip()[:100]})
    return host[:300]
