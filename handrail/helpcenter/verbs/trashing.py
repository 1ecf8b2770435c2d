"""Throw an article or one translation of it away, take it back, and delete for good what lies there long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.verbs.deleting import IN_TRASH
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.helpcenter.models import (
    SHOWN_IN_TRASH,
    Article,
    Asset,
    ClickCount,
    ImportedFile,
    OldAddress,
    Question,
    ReadCount,
    State,
    Tombstone,
    Translation,
    TranslationQuerySet,
    UnsavedTranslation,
)
from handrail.helpcenter.search.indexing import forget, index
from handrail.helpcenter.verbs.writing import free_slug

# By article and language, not by translation:
_OF_A_LANGUAGE: tuple[type[Any], ...] = (ReadCount, ClickCount, Question, UnsavedTranslation)
_ZENDESK = r"^/hc/[a-z-]+/articles/\d+$"  # by which an import of Zendesk knows what it brought
_MOST_AT_ONCE = 500  # articles that one run of the job deletes


@needs(May.PUBLISH)
@transaction.atomic
def trash(translation: Translation, *, by: Agent) -> datetime | None:
    """Take it from readers and from the team's lists; of a source, with the article in every language.

    It can be restored for thirty days. Returns when it was thrown away; None if it was in the trash already.
    """
    article, language = translation.article, translation.language
    Article.all_objects.select_for_update().get(pk=article.pk)
    found = Translation.objects.select_for_update(no_key=True).filter(article=article).order_by("pk")
    gone = list(found if translation.is_source else found.filter(language=language))
    if not gone:
        return None
    at = timezone.now()
    for one in gone:
        forget(one)
    told = Translation.objects.filter(pk__in=[one.pk for one in gone])
    told.update(trashed_at=at, trashed_by=str(by)[:200])
    if translation.is_source:
        Article.objects.filter(pk=article.pk).update(trashed_at=at)
    audit(by, "article trashed", article=article.pk, language="" if translation.is_source else language)
    _look_at_links(article)
    return at


@needs(May.PUBLISH)
@transaction.atomic
def restore(translation: Translation, *, by: Agent) -> Translation:
    """Take it out of the trash as it was; of a source, with the languages that went there with it.

    Where another article has its address meanwhile, it gets a number behind it; what was to appear by itself
    while it lay there is a draft. Raises ValidationError where its article is in the trash, or has another
    text in this language by now.
    """
    article = Article.all_objects.select_for_update().get(pk=translation.article_id)
    translation.refresh_from_db()
    if translation.trashed_at is None:
        return translation
    if not translation.is_source and article.trashed_at is not None:
        raise ValidationError(_("Its article is in the trash: restore that first."))
    if Translation.objects.filter(article=article, language=translation.language).exists():
        raise ValidationError(_("This article has that language already."))
    for one in _together(translation):
        _bring_back(one)
    if translation.is_source:
        Article.all_objects.filter(pk=article.pk).update(trashed_at=None)
    audit(
        by,
        "article restored",
        article=article.pk,
        language="" if translation.is_source else translation.language,
    )
    _look_at_links(article)
    translation.refresh_from_db()
    return translation


@needs(May.EVERYTHING)
def delete_for_good(translation: Translation, *, by: Agent) -> None:
    """Delete what is in the trash at once: words, versions, files, counts. Nothing brings it back.

    Raises ValidationError for what is not in the trash.
    """
    if not _delete(translation.pk, by=by, before=timezone.now()):
        raise ValidationError(_("It is not in the trash any more."))


def delete_due(now: datetime | None = None) -> int:
    """Delete for good what was thrown away thirty days ago; returns how many. Each is a commit of its own."""
    before = (now or timezone.now()) - IN_TRASH
    due = Translation.all_objects.filter(SHOWN_IN_TRASH, trashed_at__lte=before).order_by("trashed_at", "pk")
    return sum(_delete(pk, by=None, before=before) for pk in due.values_list("pk", flat=True)[:_MOST_AT_ONCE])


def _together(translation: Translation) -> list[Translation]:
    """What went to the trash with it, itself included, locked."""
    found = Translation.all_objects.filter(article=translation.article_id, trashed_at=translation.trashed_at)
    found = found if translation.is_source else found.filter(pk=translation.pk)
    rows = found.select_for_update(no_key=True, of=("self",))
    return list(rows.select_related("site", "published").order_by("pk"))


def _bring_back(one: Translation) -> None:
    one.slug = free_slug(one.site, one.language, one.slug, but=one)
    one.trashed_at, one.trashed_by = None, ""
    if one.state == State.SCHEDULED and one.publish_at and one.publish_at <= timezone.now():
        one.state, one.publish_at = State.DRAFT, None
    one.save()
    index(one)


@transaction.atomic
def _delete(pk: int, *, by: Agent | None, before: datetime) -> bool:
    Article.all_objects.select_for_update(of=("self",)).filter(translations=pk).first()
    found = Translation.all_objects.filter(pk=pk, trashed_at__lte=before)
    translation = found.select_related("article").first()
    if translation is None:
        return False
    told = {"article": translation.article_id, "language": translation.language}
    if translation.is_source:
        _delete_article(translation.article)
    else:
        _delete_alone(translation)
    audit(by, "article deleted", **told)
    return True


def _delete_article(article: Article) -> None:
    _bury(Translation.all_objects.filter(article=article), is_whole=True)
    _let_go_of_versions(Translation.all_objects.filter(article=article))
    keys = list(Asset.objects.filter(article=article).values_list("blob_id", flat=True))
    article.delete()
    for key in keys:
        blobs.forget(key)


def _delete_alone(translation: Translation) -> None:
    """What is counted of its language and begun in it goes too, unless it has another text in it by now."""
    article, language = translation.article_id, translation.language
    _bury(Translation.all_objects.filter(pk=translation.pk), is_whole=False)
    _let_go_of_versions(Translation.all_objects.filter(pk=translation.pk))
    translation.delete()
    if not Translation.objects.filter(article=article, language=language).exists():
        for kind in _OF_A_LANGUAGE:
            kind.objects.filter(article=article, language=language).delete()


def _bury(gone: TranslationQuerySet, *, is_whole: bool) -> None:
    """Where they came from stays known, as hashes, so that the next import does not bring them back."""
    files = ImportedFile.objects.filter(translation__in=gone).values_list("site", "path", "commit")
    theirs = OldAddress.objects.filter(translation__in=gone, path__regex=_ZENDESK)
    sources = [*files, *((site, path, "") for site, path in theirs.values_list("site", "path"))]
    Tombstone.objects.bulk_create(
        [
            Tombstone(site_id=site, source=Tombstone.named(name), commit=commit, is_whole=is_whole)
            for site, name, commit in sources
        ],
        update_conflicts=True,
        unique_fields=["site", "source"],
        update_fields=["commit", "is_whole", "at"],
    )


def _let_go_of_versions(gone: TranslationQuerySet) -> None:
    """A translation holds its versions and they hold it: neither could be deleted first."""
    gone.update(latest=None, published=None)


def _look_at_links(article: Article) -> None:
    """Links of other articles lead nowhere now, or lead somewhere again."""
    from handrail.helpcenter.tasks import check_links_to

    check_links_to.defer(article=article.pk)
