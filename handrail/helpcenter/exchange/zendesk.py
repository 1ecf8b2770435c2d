"""The help center of Zendesk, from its JSON: categories, sections, articles, translations, attachments.

The file is what the Help Center API gives (`/api/v2/help_center/…`): lists named `categories`, `sections`,
`articles`, `translations`, `article_attachments`, `user_segments`, `users`; or a folder of such files. Bytes
of attachments are taken where they lie beside it (`attachments/<id>/<file name>`) or in it (`data`, base64).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from handrail.helpcenter.assets import fit_name, keep_asset
from handrail.helpcenter.exchange.changed import is_changed_here
from handrail.helpcenter.exchange.folders import language_of
from handrail.helpcenter.exchange.html import to_markdown
from handrail.helpcenter.exchange.importing import DELETED, IN_TRASH, Outcome
from handrail.helpcenter.exchange.shelves import Shelves
from handrail.helpcenter.models import (
    Article,
    OldAddress,
    Origin,
    Revision,
    Significance,
    Site,
    Tombstone,
    Translation,
    Visibility,
)
from handrail.helpcenter.verbs import Words, create_article, publish, save_revision, translate
from handrail.helpcenter.verbs.writing import free_slug

Row = dict[str, Any]
LISTS = (
    "categories",
    "sections",
    "articles",
    "translations",
    "article_attachments",
    "user_segments",
    "users",
)
_ARTICLE = re.compile(r"/hc/(?:[A-Za-z-]+/)?articles/(\d+)")
_FILE = re.compile(r"article_attachments/(\d+)")


class NotAnExport(Exception):
    """What was given is no such export; says what was found instead."""


def import_zendesk(
    path: Path, site: Site, *, is_draft: bool = False, is_dry: bool = False, restores: bool = False
) -> Outcome:
    """Read an export; each article is one transaction, and what is there already is not made again.

    What was published is published, drafts stay drafts (`is_draft`: all are), outdated translations are based
    on nothing. Whoever follows an old address is sent on. What was deleted here for good comes back where
    `restores` says so. Raises NotAnExport.
    """
    export = _Export(path, _read(path))
    outcome = Outcome(languages=set(export.languages.values()))
    stones = {one.source: one for one in Tombstone.objects.filter(site=site)} if not restores else {}
    run = _Run(site, export, outcome, is_draft=is_draft, stones=stones)
    if restores and not is_dry:
        Tombstone.objects.filter(site=site, source__in=run.sources()).delete()
    articles = [one for one in export.rows["articles"] if isinstance(one.get("id"), int)]
    outcome.files = len(articles)
    for row in articles:
        if is_dry:
            run.weigh(row)
            continue
        try:
            with transaction.atomic():
                run.article(row)
        except ValidationError as error:
            outcome.tell(f"article {row['id']}: {' '.join(error.messages)}")
    return outcome


def _read(path: Path) -> dict[str, list[Row]]:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    rows: dict[str, list[Row]] = {name: [] for name in LISTS}
    for file in files:
        try:
            told = json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise NotAnExport(f"{file.name} cannot be read as JSON ({error})") from None
        for name in LISTS:
            listed = told.get(name) if isinstance(told, dict) else None
            rows[name] += [one for one in listed or [] if isinstance(one, dict)]
    if not rows["articles"]:
        raise NotAnExport("no list named “articles” is in it")
    return rows


class _Export:
    """The rows by what they belong to."""

    def __init__(self, path: Path, rows: dict[str, list[Row]]) -> None:
        self.folder = path if path.is_dir() else path.parent
        self.rows = rows
        self.translations: dict[int, list[Row]] = {}
        for row in rows["translations"]:
            if row.get("source_type", "Article") == "Article":
                self.translations.setdefault(row.get("source_id", 0), []).append(row)
        self.names = {one.get("id"): str(one.get("name") or "") for one in rows["users"]}
        self.segments = {one.get("id"): one.get("user_type") for one in rows["user_segments"]}
        self.languages = self._languages()

    def texts(self, article: Row) -> list[Row]:
        """An article in each of its languages, its source first."""
        source = article.get("source_locale") or article.get("locale") or "en-us"
        nested = article.get("translations")
        told = [one for one in nested if isinstance(one, dict)] if isinstance(nested, list) else []
        listed = [*told, *self.translations.get(article["id"], [])]
        if not any(one.get("locale") == article.get("locale") for one in listed):
            listed.append(article | {"locale": article.get("locale") or source})
        once = {str(one.get("locale")): one for one in listed if one.get("title")}
        return sorted(once.values(), key=lambda one: one.get("locale") != source)

    def attachments(self, article: Row) -> list[Row]:
        """The files of an article."""
        nested = article.get("attachments")
        own = [one for one in nested if isinstance(one, dict)] if isinstance(nested, list) else []
        return own + [
            one for one in self.rows["article_attachments"] if one.get("article_id") == article["id"]
        ]

    def _languages(self) -> dict[str, str]:
        """Their locale → our language: `en-us` is `en`, where no other English is there."""
        rows: Iterable[Row] = [*self.rows["articles"], *self.rows["translations"]]
        locales = {str(one.get("locale")).lower() for one in rows} | {"en-us"}
        bases = [one.partition("-")[0] for one in locales]
        short = {one: one.partition("-")[0] for one in locales if bases.count(one.partition("-")[0]) == 1}
        return {one: short.get(one) or language_of(one) or "en" for one in sorted(locales)}


@dataclass
class _Run:
    site: Site
    export: _Export
    outcome: Outcome
    is_draft: bool
    stones: Mapping[str, Tombstone]
    shelves: Shelves = field(init=False)
    slugs: dict[tuple[int, str], str] = field(default_factory=dict)
    changed_here: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.shelves = Shelves(self.site, self.export.rows, self.export.languages)
        taken: set[tuple[str, str]] = set()
        for row in self.export.rows["articles"]:
            for text in self.export.texts(row) if isinstance(row.get("id"), int) else []:
                language = self._language(text)
                self.slugs[row["id"], language] = self._slug(row, text, language, taken)

    def known(self, row: Row) -> bool:
        """Whether it came before."""
        return any(self._there(row, text) for text in self.export.texts(row))

    def weigh(self, row: Row) -> None:
        """Count what would come of an article, and change nothing."""
        is_new = bool(self._wanted(row)) and not self.known(row)
        self.outcome.new += is_new
        self.outcome.same += not is_new

    def article(self, row: Row) -> None:
        """One article in all its languages, with its files."""
        known, before = self.known(row), self.outcome.revisions
        source: Translation | None = None
        wanted = self._wanted(row)
        for text in wanted:
            so_far = self.outcome.revisions
            translation = self._text(row, text, source)
            source = source or translation
            self._send_on(row, text, translation)
            is_meant = not (text.get("draft") or self.is_draft) and translation.pk not in self.changed_here
            is_new = translation.published_at is None or self.outcome.revisions > so_far
            if is_meant and is_new and translation.latest_id != translation.published_id:
                publish(_latest(translation), by=None)
        if source is not None:
            self._files(row, source.article)
        self.outcome.new += bool(wanted) and not known
        self.outcome.changed += known and self.outcome.revisions > before
        self.outcome.same += (known or not wanted) and self.outcome.revisions == before

    def sources(self) -> list[str]:
        """What tombstones of the articles in this export are called."""
        rows = (row for row in self.export.rows["articles"] if isinstance(row.get("id"), int))
        return [_stone_of(row, text) for row in rows for text in self.export.texts(row)]

    def _wanted(self, row: Row) -> list[Row]:
        """The article in its languages, without those that somebody threw away or deleted here."""
        texts = self.export.texts(row)
        there = [self._there(row, text) for text in texts]
        stones = [self.stones.get(_stone_of(row, text)) for text in texts]
        is_gone = any(one and one.article.trashed_at for one in there)
        is_gone = is_gone or (not any(there) and any(one and one.is_whole for one in stones))
        told = zip(texts, there, stones, strict=True)
        here = (text for text, one, stone in told if not (one.trashed_at if one else stone))
        kept = [] if is_gone else list(here)
        if len(kept) < len(texts):
            is_in_trash = any(one and (one.trashed_at or one.article.trashed_at) for one in there)
            self.outcome.tell(f"article {row['id']}: {IN_TRASH if is_in_trash else DELETED}")
        return kept

    def _text(self, row: Row, text: Row, source: Translation | None) -> Translation:
        language, there = self._language(text), self._there(row, text)
        words = self._words(row, text, language, source)
        if there is not None:
            number = there.latest_id
            is_changed = is_changed_here(there)
            self.changed_here |= {there.pk} if is_changed else set()
            if _says_what_it_said(there, words):
                return there
            if is_changed:
                self.outcome.tell(f"article {row['id']}: changed or archived here; theirs is a draft")
            save_revision(there, words=words, by=None)
            there.refresh_from_db()
            if there.latest_id == number:
                return there
        elif source is None:
            facts = self._facts(row)
            slug = self.slugs[row["id"], language]
            there = create_article(self.site, language=language, words=words, by=None, slug=slug, **facts)
        else:
            slug = self.slugs[row["id"], language]
            there = translate(source.article, language=language, words=words, by=None, slug=slug)
        self.outcome.revisions += 1
        self._date(text, there)
        return there

    def _words(self, row: Row, text: Row, language: str, source: Translation | None) -> Words:
        based_on = source.latest if source and not text.get("outdated") else None
        return Words(
            title=str(text.get("title") or row.get("title") or "Untitled")[:200],
            body=to_markdown(str(text.get("body") or ""), lambda href: self._named(row, href, language)),
            significance=Significance.MINOR,
            based_on=based_on,
            origin=Origin.IMPORT,
        )

    def _named(self, row: Row, address: str, language: str) -> str | None:
        """What we call what an address of theirs leads to; None for any other."""
        if found := _FILE.search(address):
            files = {str(one.get("id")): one for one in self.export.attachments(row)}
            name = (
                files.get(found[1], {}).get("file_name") or unquote(urlsplit(address).path).rpartition("/")[2]
            )
            return f"asset:{fit_name(str(name))}"
        found = _ARTICLE.search(address)
        if found is None:
            return None
        number = int(found[1])
        there = ((number, one) for one in (language, *sorted(self.export.languages.values())))
        slug = next((self.slugs[one] for one in there if one in self.slugs), None)
        anchor = urlsplit(address).fragment
        return f"article:{slug}{'#' + anchor if anchor else ''}" if slug else None

    def _facts(self, row: Row) -> Row:
        labels = row.get("label_names")
        position = row.get("position")
        return {
            "category": self.shelves.of(row.get("section_id")),
            "position": min(max(0, position), 1_000_000) if isinstance(position, int) else 0,
            "labels": [str(one)[:60] for one in labels][:50] if isinstance(labels, list) else [],
            "visibility": self._visibility(row),
        }

    def _visibility(self, row: Row) -> str:
        segment = row.get("user_segment_id")
        if segment is None:
            return Visibility.PUBLIC
        if self.export.segments.get(segment) == "signed_in_users":
            return Visibility.CUSTOMERS
        self.outcome.tell(
            f"article {row['id']}: only for a user segment there; here for the team until you say more"
        )
        return Visibility.INTERNAL

    def _files(self, row: Row, article: Article) -> None:
        for one in self.export.attachments(row):
            name = str(one.get("file_name") or one.get("id"))
            data = self._bytes(one)
            if data is None:
                self.outcome.tell(f"article {row['id']}: the file {name} is not in the export")
                continue
            keep_asset(self.site, article, name=fit_name(name), data=data, by=None, is_replaced=True)

    def _bytes(self, row: Row) -> bytes | None:
        if isinstance(row.get("data"), str):
            try:
                return base64.b64decode(row["data"], validate=True)
            except (binascii.Error, ValueError):
                return None
        root = (self.export.folder / "attachments").resolve()
        for name in (
            f"{row.get('id')}/{row.get('file_name')}",
            str(row.get("file_name")),
            str(row.get("id")),
        ):
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.is_file():
                return path.read_bytes()
        return None

    def _language(self, text: Row) -> str:
        return self.export.languages.get(str(text.get("locale")).lower(), "en")

    def _there(self, row: Row, text: Row) -> Translation | None:
        found = OldAddress.objects.filter(site=self.site, path=_path(row, text))
        old = found.select_related("translation__article").first()
        return old.translation if old else None

    def _slug(self, row: Row, text: Row, language: str, taken: set[tuple[str, str]]) -> str:
        there = self._there(row, text)
        slug = there.slug if there else free_slug(self.site, language, str(text.get("title")))
        numbered = (slug if n == 1 else f"{slug}-{n}" for n in range(1, 10_000))
        free = slug if there else next(one for one in numbered if (language, one) not in taken)
        taken.add((language, free))
        return free

    def _send_on(self, row: Row, text: Row, translation: Translation) -> None:
        told = urlsplit(str(text.get("html_url") or "")).path
        paths = {_path(row, text)}
        paths |= {f"/hc/articles/{row['id']}"} if translation.is_source else set()
        paths |= {unquote(told)} if "/articles/" in told else set()
        for path in paths:
            OldAddress.objects.update_or_create(
                site=self.site, path=path[:500], defaults={"translation": translation}
            )

    def _date(self, text: Row, translation: Translation) -> None:
        at = parse_datetime(str(text.get("updated_at") or "")) or timezone.now()
        at = at if timezone.is_aware(at) else timezone.make_aware(at)
        by = self.export.names.get(text.get("updated_by_id") or text.get("author_id")) or "Zendesk"
        Revision.objects.filter(pk=_latest(translation).pk).update(at=min(at, timezone.now()), by=by[:200])


def _path(row: Row, text: Row) -> str:
    """The address that an article has there in a language, without its title."""
    return f"/hc/{str(text.get('locale')).lower()}/articles/{row['id']}"


def _stone_of(row: Row, text: Row) -> str:
    return Tombstone.named(_path(row, text))


def _latest(translation: Translation) -> Revision:
    return translation.revisions.latest("number")


def _says_what_it_said(there: Translation, words: Words) -> bool:
    """Whether the export brings the words that it brought before: what was written here since stays."""
    brought = there.revisions.filter(origin=Origin.IMPORT).order_by("-number").first()
    told = (words.title.strip()[:200], words.body.replace("\r\n", "\n"))
    return brought is not None and (brought.title, brought.body) == told
