"""Write an article, another version of it, or its translation; nothing here is seen by readers yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.models import (
    Article,
    OldAddress,
    Origin,
    Revision,
    Significance,
    Site,
    State,
    Translation,
)

LONGEST_BODY = 400_000  # characters; the longest manual page we saw has 120,000
LONGEST_SLUG = 120
_NUMBER = re.compile(r"-\d+$")
RESERVED = {"search", "paths", "guides", "c", "support"}  # pages that stand beside articles


@dataclass(frozen=True)
class Words:
    """What somebody wrote: Markdown, and what the change means to translations.

    `based_on` is the revision of the source that a translation says the same as.
    """

    title: str
    body: str = ""
    summary: str = ""
    significance: int = Significance.MINOR
    is_ready: bool = True
    based_on: Revision | None = None
    comment: str = ""
    origin: str = Origin.PERSON


@needs(May.WRITE)
@transaction.atomic
def create_article(
    site: Site, *, language: str, words: Words, by: Agent | None, slug: str = "", **facts: Any
) -> Translation:
    """A new article with its first revision, as a draft. `facts` are fields of the article.

    Raises ValidationError in words for whoever wrote it. Without `by` the house itself acts (an import).
    """
    article = Article.objects.create(site=site, source_language=language, **facts)
    return _begin(article, language=language, words=words, by=by, slug=slug)


@needs(May.WRITE)
@transaction.atomic
def translate(
    article: Article, *, language: str, words: Words, by: Agent | None, slug: str = ""
) -> Translation:
    """The article in another language, as a draft. Raises ValidationError when it has that language."""
    if article.translations.filter(language=language).exists():
        raise ValidationError(_("This article has that language already."))
    return _begin(article, language=language, words=words, by=by, slug=slug)


@needs(May.WRITE)
@transaction.atomic
def save_revision(translation: Translation, *, words: Words, by: Agent | None) -> Revision:
    """Keep another version as the newest; what readers see stays until somebody publishes it.

    The same words once more are no new revision. Raises ValidationError in words for whoever wrote it.
    """
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    translation.refresh_from_db()
    _check(words)
    latest = translation.latest
    if latest is not None and _same(latest, words):
        return latest
    last = translation.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        translation=translation,
        number=last + 1,
        author=by,
        by=str(by) if by else "Handrail",
        **_fields(words),
    )
    translation.latest, translation.state, translation.publish_at = revision, State.DRAFT, None
    translation.changed_at = timezone.now()
    translation.save()
    return revision


def free_slug(site: Site, language: str, wanted: str, *, but: Translation | None = None) -> str:
    """`wanted` as an address that no other article has in this language, with a number behind it if taken."""
    base = _slug_of(wanted)
    taken = Translation.objects.filter(site=site, language=language, slug__startswith=base)
    used = {*RESERVED, *(taken.exclude(pk=but.pk) if but else taken).values_list("slug", flat=True)}
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(used) + 2))
    return next(slug for slug in numbered if slug not in used)


def _slug_of(title: str) -> str:
    return slugify(title, allow_unicode=True)[:LONGEST_SLUG].strip("-") or "article"


@needs(May.WRITE)
def name_by_title(translation: Translation, *, by: Agent | None) -> None:
    """Give a draft that no reader ever saw the address which its title makes, unless somebody chose one.

    What was kept while it was being written has half a title.
    """
    if translation.published_at or translation.latest is None:
        return
    titles = translation.revisions.filter(origin=Origin.PERSON).values_list("title", flat=True)
    if not {translation.slug, _NUMBER.sub("", translation.slug)} & set(map(_slug_of, titles)):
        return
    translation.slug = free_slug(
        translation.site, translation.language, translation.latest.title, but=translation
    )
    translation.save(update_fields=["slug"])


@needs(May.WRITE)
@transaction.atomic
def write_in(translation: Translation, *, language: str, by: Agent | None) -> Translation:
    """Say that it is first written in another language than was thought when it was begun.

    Raises ValidationError once readers have seen it, or where it is translated.
    """
    article = Article.objects.select_for_update().get(pk=translation.article_id)
    others = Translation.all_objects.filter(article=article).exclude(pk=translation.pk)
    if translation.published_at or others.exists():
        raise ValidationError(_("Readers have seen it, or it is translated: its language stays."))
    translation.slug = free_slug(translation.site, language, translation.slug, but=translation)
    translation.language = article.source_language = language
    translation.save(update_fields=["language", "slug"])
    article.save(update_fields=["source_language"])
    return translation


@needs(May.WRITE)
@transaction.atomic
def rename(translation: Translation, *, slug: str, by: Agent | None) -> Translation:
    """Give it another address; whoever follows the old one is sent on."""
    if free_slug(translation.site, translation.language, slug, but=translation) != translation.slug:
        rename_all([(translation, slug)], by=by)
    return translation


@needs(May.WRITE)
@transaction.atomic
def rename_all(wanted: Sequence[tuple[Translation, str]], *, by: Agent | None) -> None:
    """The same for several at once, which may have each other's addresses afterwards."""
    for translation, _slug in wanted:
        OldAddress.objects.update_or_create(
            site=translation.site, path=_address(translation), defaults={"translation": translation}
        )
        Translation.objects.filter(pk=translation.pk).update(slug=f"-{translation.pk}")
    for translation, slug in wanted:
        translation.slug = free_slug(translation.site, translation.language, slug, but=translation)
        translation.save(update_fields=["slug"])
        OldAddress.objects.filter(site=translation.site, path=_address(translation)).delete()


def _address(translation: Translation) -> str:
    return f"/help/{translation.language}/{translation.slug}/"


def _begin(article: Article, *, language: str, words: Words, by: Agent | None, slug: str) -> Translation:
    _check(words)
    translation = Translation.objects.create(
        article=article,
        site=article.site,
        language=language,
        slug=free_slug(article.site, language, slug or words.title),
    )
    save_revision(translation, words=words, by=by)
    return translation


def _check(words: Words) -> None:
    if not words.title.strip():
        raise ValidationError(_("An article needs a title."))
    if len(words.body) > LONGEST_BODY:
        raise ValidationError(_("This is too long for one article: take it apart into several."))


def _fields(words: Words) -> dict[str, Any]:
    return {
        "title": words.title.strip()[:200],
        "summary": words.summary.strip()[:500],
        "body": words.body.replace("\r\n", "\n"),
        "significance": words.significance,
        "is_ready": words.is_ready,
        "based_on": words.based_on,
        "comment": words.comment[:300],
        "origin": words.origin,
    }


def _same(revision: Revision, words: Words) -> bool:
    new = _fields(words)
    if words.is_ready and not revision.is_ready:
        return False  # said to be ready now: that is news for translators
    if words.origin == Origin.PERSON and words.significance > revision.significance:
        return False
    return all(getattr(revision, name) == new[name] for name in ("title", "summary", "body", "based_on"))
