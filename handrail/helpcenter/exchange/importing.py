"""A folder of Markdown becomes articles in their languages, with git's history as revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from handrail.helpcenter.exchange.changed import is_changed_here
from handrail.helpcenter.exchange.enclosed import keep_enclosed
from handrail.helpcenter.exchange.folders import Found, scan
from handrail.helpcenter.exchange.following import Followed, by_article, fallen, follow, move
from handrail.helpcenter.exchange.history import Blobs, NoHistory, open_blobs, read_history
from handrail.helpcenter.exchange.links import broken_links
from handrail.helpcenter.exchange.pages import Page, read_page
from handrail.helpcenter.exchange.past import History, Version
from handrail.helpcenter.exchange.placing import facts_of
from handrail.helpcenter.models import (
    Article,
    ImportedFile,
    Origin,
    Revision,
    Significance,
    Site,
    Tombstone,
    Translation,
)
from handrail.helpcenter.search.phrases.keeping import ask_as
from handrail.helpcenter.verbs import Words, create_article, publish, save_revision, translate

MOST_PROBLEMS = 200
IN_TRASH = "it is in the trash here, and stays there"
DELETED = "deleted here for good; --restore brings it back"


@dataclass(frozen=True)
class Options:
    """How a folder is read. `edits` is what each change of a source means to its translations.

    `restores`: what was deleted here for good comes back.
    """

    language: str | None = None
    is_published: bool = False
    is_dry: bool = False
    with_history: bool = True
    edits: int = Significance.MAJOR
    restores: bool = False


@dataclass
class Outcome:
    """What came of it, counted in files; `problems` in words, each with the file it is about.

    `broken` are the links that lead nowhere, as `file:line: target`.
    """

    new: int = 0
    changed: int = 0
    renamed: int = 0
    same: int = 0
    revisions: int = 0
    files: int = 0
    languages: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    history: str = ""

    def tell(self, problem: str) -> None:
        """Note a problem; of very many the first ones."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def import_folder(
    root: Path,
    site: Site,
    options: Options,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Outcome:
    """Read a folder into a site. Each article is one transaction; what was read before is not read again.

    `progress` hears how many files of how many are done.
    """
    outcome = Outcome()
    found, source = scan(root, language=options.language, fallback=site.fallback)
    history = _history(root, options, outcome)
    followed = follow(site, found, history)
    outcome.renamed = len(followed.moved)
    stones = fallen(site, found, history)
    if not options.is_dry:
        move(site, found, followed, history)
        _forget(stones if options.restores else {})
    stones = {} if options.restores else stones
    with open_blobs(root) if history.commits else nullcontext() as blobs:
        run = _Run(root, site, source, options, outcome, history, followed, stones, blobs)
        done = 0
        for together in by_article(found, followed):
            run.article(together)
            done += len(together)
            progress(done, len(found))
    outcome.broken = list(broken_links(root, site, [one for one in found if one.path not in run.left]))
    if not options.is_dry:
        _more_languages(site, outcome.languages)
    return outcome


def _forget(stones: Mapping[str, Tombstone]) -> None:
    Tombstone.objects.filter(pk__in=[one.pk for one in stones.values()]).delete()


def _history(root: Path, options: Options, outcome: Outcome) -> History:
    if not options.with_history:
        return History()
    try:
        return read_history(root)
    except NoHistory as reason:
        outcome.history = str(reason)
        return History()


def _more_languages(site: Site, languages: set[str]) -> None:
    more = sorted(languages - set(site.languages))
    if more:
        site.languages = [*site.languages, *more]
        site.save(update_fields=["languages"])


@dataclass(frozen=True)
class _Step:
    """One version of one file, to be kept as a revision."""

    file: Found
    text: str
    order: int
    version: Version | None = None


@dataclass(frozen=True)
class _Run:
    root: Path
    site: Site
    source: str
    options: Options
    outcome: Outcome
    history: History
    followed: Followed
    stones: Mapping[str, Tombstone]
    blobs: Blobs | None
    left: set[str] = field(default_factory=set)

    def article(self, files: Sequence[Found]) -> None:
        """Bring one article up to date in all its languages, or note why that cannot be."""
        try:
            with transaction.atomic():
                self._article(files)
        except (ValidationError, OSError, UnicodeDecodeError) as error:
            words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.outcome.tell(f"{files[0].path}: {words}")

    def _article(self, files: Sequence[Found]) -> None:
        known = self._known(files)
        texts = {one.path: (self.root / one.path).read_bytes().decode() for one in files}
        self.outcome.languages |= {one.language for one in files}
        here = [one for one in files if not self._stays_away(one, files, known)]
        news = [one for one in here if self._is_new(one, known.get(one.path), texts[one.path])]
        self.outcome.same += len(files) - len(news)
        if news and not self.options.is_dry:
            self._bring(news, known, texts)

    def _bring(self, news: Sequence[Found], known: dict[str, ImportedFile], texts: dict[str, str]) -> None:
        article = next((one.translation.article for one in known.values()), None)
        there = [known[one.path].translation for one in news if one.path in known]
        keeper = _Keeper(self, article, {one.language: one for one in there}, {one.language for one in news})
        for step in sorted(self._steps(news, known, texts), key=self._when):
            keeper.keep(step)
        for one in news:
            keeper.settle(one, texts[one.path], self.history.last(one.path))

    def _known(self, files: Sequence[Found]) -> dict[str, ImportedFile]:
        keys = {pk: one.path for one in files if (pk := self.followed.rows.get(one.path))}
        there = ImportedFile.objects.filter(pk__in=keys)
        rows = there.select_related("translation__article", "translation__latest", "translation__site")
        return {keys[row.pk]: row for row in rows}

    def _stays_away(self, file: Found, files: Sequence[Found], known: Mapping[str, ImportedFile]) -> bool:
        """What was thrown away here no import brings back; what was deleted, where that is asked for."""
        reason = self._is_in_trash(file, known) or self._is_deleted(file, files, known)
        if reason:
            self.left.add(file.path)
            self.outcome.tell(f"{file.path}: {reason}")
        return bool(reason)

    def _is_in_trash(self, file: Found, known: Mapping[str, ImportedFile]) -> str:
        own = known.get(file.path)
        is_gone = own is not None and own.translation.trashed_at is not None
        is_gone = is_gone or any(one.translation.article.trashed_at for one in known.values())
        return IN_TRASH if is_gone else ""

    def _is_deleted(self, file: Found, files: Sequence[Found], known: Mapping[str, ImportedFile]) -> str:
        is_whole = any(stone.is_whole for one in files if (stone := self.stones.get(one.path)))
        return DELETED if file.path not in known and (is_whole or file.path in self.stones) else ""

    def _is_new(self, file: Found, known: ImportedFile | None, text: str) -> bool:
        if known is None:
            self.outcome.new += 1
            return True
        self.outcome.changed += known.digest != _digest(text)
        return known.digest != _digest(text) or file.path in self.followed.moved

    def _when(self, step: _Step) -> tuple[int, bool]:
        return step.order, step.file.language != self.source

    def _steps(
        self, files: Sequence[Found], known: dict[str, ImportedFile], texts: dict[str, str]
    ) -> Iterator[_Step]:
        for file in files:
            last = None
            for version in self._unread(file, known.get(file.path)):
                last = self.blobs.text(version.blob) if self.blobs else None
                if last is not None:
                    yield _Step(file, last, version.order, version)
            if last != texts[file.path]:
                yield _Step(file, texts[file.path], 10**9)

    def _unread(self, file: Found, known: ImportedFile | None) -> list[Version]:
        versions = self.history.versions.get(file.path, [])
        if known is None:
            return versions
        read_to = self.followed.read_to.get(file.path)
        return [one for one in versions if read_to is not None and one.order > read_to]


class _Keeper:
    """Keeps the versions of one article as revisions, oldest first."""

    def __init__(
        self, run: _Run, article: Article | None, known: dict[str, Translation], coming: set[str]
    ) -> None:
        self._run, self._coming = run, coming
        self._article = article
        self._translations = known
        self._pages: dict[str, Page] = {}
        self._changed_here = {code for code, one in known.items() if is_changed_here(one)}

    def keep(self, step: _Step) -> None:
        """One version; the same words once more are none."""
        page = read_page(step.text, name=step.file.name)
        self._pages[step.file.path] = page
        language = step.file.language
        before = self._translations.get(language)
        number = before.latest_id if before else None
        words = self._words(step, page)
        if before is not None:
            save_revision(before, words=words, by=None)
            before.refresh_from_db()
            translation = before
        else:
            translation = self._begin(step, page, words)
            self._translations[language] = translation
        if translation.latest_id != number:
            self._run.outcome.revisions += 1
            _date(translation, step.version)

    def _begin(self, step: _Step, page: Page, words: Words) -> Translation:
        language, slug = step.file.language, page.facts.get("address") or step.file.name
        if self._article is not None:
            return translate(self._article, language=language, words=words, by=None, slug=str(slug))
        facts = facts_of(self._run.site, step.file, page)
        made = create_article(
            self._run.site, language=language, words=words, by=None, slug=str(slug), **facts
        )
        self._article = made.article
        if language != self._run.source and self._run.source in self._coming:
            Article.objects.filter(pk=made.article_id).update(source_language=self._run.source)
            made.article.source_language = self._run.source
        return made

    def _words(self, step: _Step, page: Page) -> Words:
        source = self._source()
        is_source = source is None or step.file.language == source.language
        return Words(
            title=page.title,
            body=page.body,
            summary=page.summary,
            significance=self._run.options.edits,
            based_on=None if is_source or source is None else source.latest,
            comment=step.version.said[:300] if step.version else "",
            origin=Origin.IMPORT,
        )

    def _source(self) -> Translation | None:
        """What the others are translated from, whether its file is among these or not."""
        if self._article is None:
            return None
        language = self._article.source_language
        own = self._article.translations.filter(language=language).select_related("latest")
        return self._translations.get(language) or own.first()

    def settle(self, file: Found, text: str, commit: str) -> None:
        """Note what was read, keep the files it shows, and publish it where that was asked for."""
        translation = self._translations.get(file.language)
        if translation is None or translation.latest is None:
            return
        page = read_page(text, name=file.name)
        ImportedFile.objects.update_or_create(
            translation=translation,
            defaults={
                "site": self._run.site,
                "path": file.path,
                "front": page.front,
                "heading": page.heading,
                "digest": _digest(text),
                "commit": commit,
            },
        )
        ask_as(translation, phrases=page.asked_as, by=None, origin=Origin.IMPORT)
        for problem in keep_enclosed(self._run.root, file, page, translation):
            self._run.outcome.tell(problem)
        if file.language in self._changed_here:
            self._run.outcome.tell(f"{file.path}: changed or archived here; the file's words are a draft")
        elif self._run.options.is_published and not page.is_draft:
            publish(translation.latest, by=None)


def _date(translation: Translation, version: Version | None) -> None:
    """A revision of git has its commit's time and author."""
    if version is None or translation.latest_id is None:
        return
    at: datetime = min(version.at, timezone.now())
    Revision.objects.filter(pk=translation.latest_id).update(at=at, by=version.author[:200] or "git")
    Translation.objects.filter(pk=translation.pk).update(changed_at=at)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
