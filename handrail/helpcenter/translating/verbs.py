"""What translators do; each leaves a revision of the translation that says what it is based on."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, may
from handrail.core.audit import audit
from handrail.helpcenter.models import Article, Revision, State, Translation
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import places
from handrail.helpcenter.verbs import Words, publish, save_revision, translate


class ChangedMeanwhile(ValidationError):
    """Somebody else saved the same translation while it was being written."""


@needs(May.WRITE)
@transaction.atomic
def keep(
    article: Article, *, language: str, words: Words, by: Agent | None, seen: int | None = None
) -> Revision:
    """Keep these words as the newest of a translation, or as its first.

    `words.based_on` is the revision of the source that they say the same as; `seen` the number of the newest
    revision that the translator had before their eyes (0: none; None: they do not say). Raises
    ChangedMeanwhile where there is a newer one, and ValidationError in words for whoever wrote it.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    _check(article, language, words)
    translation = article.translations.filter(language=language).select_related("latest").first()
    newest = translation.latest if translation else None
    if seen is not None and seen != (newest.number if newest else 0):
        raise ChangedMeanwhile(
            _("%(name)s saved this translation while you were writing. Copy your words and load the page.")
            % {"name": newest.by if newest else ""}
        )
    if translation is not None:
        return save_revision(translation, words=words, by=by)
    made = translate(article, language=language, words=words, by=by)
    return Revision.objects.get(translation=made, number=1)


@needs(May.WRITE)
@transaction.atomic
def ask_for_review(translation: Translation, *, by: Agent | None) -> Translation:
    """Say that a draft is done: it stands on the board until somebody publishes it."""
    found = Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    if found.state in (State.DRAFT, State.ARCHIVED):
        found.state = State.REVIEW
        found.save(update_fields=["state"])
        audit(by, "review asked", translation=found.pk)
    return found


@needs(May.WRITE)
@transaction.atomic
def still_true(translation: Translation, *, by: Agent) -> Revision:
    """Say that the newest words are still true, although the source changed: nothing of them changes.

    Readers lose the warning at once where they see these words and the agent may publish. A major change is
    never waved through: raises ValidationError for one, as for words that need no confirming.
    """
    found = (
        Translation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("article", "site", "latest")
        .get(pk=translation.pk)
    )
    place = next(places([(found.article_id, found.language)], newest=True))
    if place.standing == Standing.MAJORLY_OUTDATED:
        raise ValidationError(_("The source changed in a major way: read what changed and translate it."))
    if place.standing != Standing.OUTDATED or place.since is None or found.latest is None:
        raise ValidationError(_("There is nothing to confirm here."))
    latest, was_shown = found.latest, found.latest_id == found.published_id
    goal = Revision.objects.get(
        translation__article=found.article_id,
        translation__language=found.article.source_language,
        number=place.goal or 0,
    )
    words = Words(latest.title, latest.body, latest.summary, based_on=goal, comment=_("Still true"))
    revision = save_revision(found, words=replace(words, origin=latest.origin), by=by)
    if was_shown and may(by.role, May.PUBLISH) and not found.site.needs_approval:
        publish(revision, by=by)
    elif was_shown:
        ask_for_review(found, by=by)
    return revision


def _check(article: Article, language: str, words: Words) -> None:
    if language == article.source_language:
        raise ValidationError(_("This is the language that the others are translated from."))
    base = words.based_on
    if base is not None and (
        base.translation.article_id != article.pk or base.translation.language != article.source_language
    ):
        raise ValidationError(_("A translation is based on a version of its own source."))
