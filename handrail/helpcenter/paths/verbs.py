"""Put a learning path together; readers see it when somebody publishes it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Article, LearningPath, PathStep, PathText, Site
from handrail.helpcenter.verbs.slugs import free_slug

MOST_PATHS, MOST_STEPS = 100, 50  # of a site, of a path


@needs(May.WRITE)
@transaction.atomic
def create_path(site: Site, *, language: str, title: str, by: Agent | None) -> LearningPath:
    """A new path without articles, not yet published. Raises ValidationError in words."""
    Site.objects.select_for_update().get(pk=site.pk)
    if site.paths.count() >= MOST_PATHS:
        raise ValidationError(_("There are %(most)s paths: delete one first.") % {"most": MOST_PATHS})
    last = site.paths.aggregate(last=Max("position"))["last"] or 0
    path = LearningPath.objects.create(
        site=site, slug=free_slug(site.paths.all(), title, otherwise="path"), position=last + 1
    )
    describe_path(path, language=language, title=title, by=by)
    return path


@needs(May.WRITE)
@transaction.atomic
def describe_path(
    path: LearningPath, *, language: str, title: str, description: str = "", by: Agent | None
) -> None:
    """Say what it is called in a language; without a title it is told in that language no more.

    Raises ValidationError in words when it would have no name at all.
    """
    title, description = " ".join(title.split())[:120], description.strip()[:500]
    if title:
        told = {"title": title, "description": description}
        PathText.objects.update_or_create(path=path, language=language, defaults=told)
        return
    if not path.texts.exclude(language=language).exists():
        raise ValidationError(_("A path needs a title."))
    path.texts.filter(language=language).delete()


@needs(May.WRITE)
@transaction.atomic
def add_step(path: LearningPath, article: Article, *, by: Agent | None) -> None:
    """Put an article of the same site at the end; one that is in it already stays where it is."""
    _held(path)
    if article.site_id != path.site_id or path.steps.filter(article=article).exists():
        return
    if path.steps.count() >= MOST_STEPS:
        raise ValidationError(_("A path has %(most)s articles at most.") % {"most": MOST_STEPS})
    last = path.steps.aggregate(last=Max("position"))["last"] or 0
    PathStep.objects.create(path=path, article=article, position=last + 1)


@needs(May.WRITE)
@transaction.atomic
def move_step(path: LearningPath, article: int, *, up: bool, by: Agent | None) -> None:
    """Change places with the step before it, or behind it; at the end of the row nothing happens."""
    _held(path)
    steps = list(path.steps.all())
    at = next((number for number, one in enumerate(steps) if one.article_id == article), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(steps):
        return
    steps[at], steps[to] = steps[to], steps[at]
    for number, one in enumerate(steps, start=1):
        one.position = number
    PathStep.objects.bulk_update(steps, ["position"])


@needs(May.WRITE)
@transaction.atomic
def remove_step(path: LearningPath, article: int, *, by: Agent | None) -> None:
    """Take an article out of the path; it stays where it is otherwise."""
    _held(path)
    path.steps.filter(article=article).delete()


@needs(May.PUBLISH)
@transaction.atomic
def publish_path(path: LearningPath, *, is_published: bool, by: Agent | None) -> None:
    """Let readers see it, or no more. Raises ValidationError in words for a path without articles."""
    _held(path)
    if is_published and not path.steps.exists():
        raise ValidationError(_("Add an article first: a path without any leads nowhere."))
    LearningPath.objects.filter(pk=path.pk).update(is_published=is_published)
    path.is_published = is_published
    audit(by, "path published" if is_published else "path withdrawn", path=path.pk)


@needs(May.PUBLISH)
@transaction.atomic
def delete_path(path: LearningPath, *, by: Agent | None) -> None:
    """Delete the path; its articles stay."""
    audit(by, "path deleted", path=path.pk, slug=path.slug)
    path.delete()


def _held(path: LearningPath) -> None:
    LearningPath.objects.select_for_update().get(pk=path.pk)
