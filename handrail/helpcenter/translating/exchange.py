"""What translators take away to their own programs, and bring back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.models import Article, Origin, Revision
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.translating.changes import Kind
from handrail.helpcenter.translating.paragraphs import has_words, joined, paragraphs
from handrail.helpcenter.translating.sheets import Row, Sheet, sheet_of
from handrail.helpcenter.translating.verbs import ask_for_review, keep
from handrail.helpcenter.translating.xliff import File, Unit, XliffError, clean, read, write
from handrail.helpcenter.verbs import Words

MOST_ARTICLES = 100  # in one file
LARGEST = 8 * 1024 * 1024  # bytes


@dataclass
class Brought:
    """What became of a file: articles that got new words (by title), and sentences about the others."""

    done: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def file_for(articles: Iterable[Article], language: str) -> bytes:
    """The XLIFF file of these articles, at most MOST_ARTICLES; what may not be translated yet is left out."""
    sheets = (sheet_of(article, language) for article in list(articles)[:MOST_ARTICLES])
    return write(_file(sheet) for sheet in sheets if sheet is not None)


def _file(sheet: Sheet) -> File:
    goal = sheet.goal
    is_same_title = sheet.base is not None and sheet.base.title == goal.title
    is_same_summary = sheet.base is not None and sheet.base.summary == goal.summary
    units = [Unit("title", goal.title, sheet.title, is_done=is_same_title)]
    if goal.summary:
        units.append(Unit("summary", goal.summary, sheet.summary, is_done=is_same_summary))
    rows = [row for row in sheet.rows if row.change.kind != Kind.REMOVED]
    units += _with_targets(rows) if rows else _units(goal)
    return File(
        sheet.article.pk, sheet.article.source_language, sheet.language, goal.number, sheet.seen, units
    )


def _with_targets(rows: list[Row]) -> Iterator[Unit]:
    for number, row in enumerate(rows):
        is_changed = row.change.kind == Kind.CHANGED
        yield Unit(
            id=f"p-{number}",
            source=row.change.new,
            target="" if row.is_open else row.text,
            is_done=row.change.kind == Kind.SAME or row.text == row.change.new,
            has_words=has_words(row.change.new),
            note=f"Before it changed: {row.change.old}" if is_changed else "",
        )


def _units(goal: Revision) -> Iterator[Unit]:
    for number, part in enumerate(paragraphs(goal.body)):
        yield Unit(f"p-{number}", part, has_words=has_words(part))


@needs(May.WRITE)
def bring(content: bytes, *, language: str, by: Agent) -> Brought:
    """Keep the translations of an XLIFF file as drafts; those without an open paragraph ask for review.

    A file whose source is not word for word the version that it names, or whose translation somebody changed
    since it was taken away, is left out with a sentence. Raises ValidationError for what is no such file.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("This file is too large: export fewer articles at once."))
    try:
        files = read(content)
    except XliffError as problem:
        raise ValidationError(_("The file could not be read. %(why)s") % {"why": problem}) from problem
    if not files or len(files) > MOST_ARTICLES:
        raise ValidationError(_("A file has one to %(most)s articles.") % {"most": MOST_ARTICLES})
    brought = Brought()
    for file in files:
        try:
            with transaction.atomic():
                _bring_one(file, language, by, brought)
        except ValidationError as problem:
            name = _("Article %(number)s") % {"number": file.article}
            brought.problems.append(f"{name}: {' '.join(problem.messages)}")
    return brought


def _bring_one(file: File, language: str, by: Agent, brought: Brought) -> None:
    article = Article.objects.visible_to(reader_for(by)).filter(pk=file.article).first()
    if article is None or file.source_language != article.source_language:
        raise ValidationError(_("There is no such article in this language."))
    if file.language != language:
        raise ValidationError(_("This is a translation into another language."))
    goal = Revision.objects.filter(
        translation__article=article,
        translation__language=article.source_language,
        number=file.revision,
    ).first()
    if goal is None:
        raise ValidationError(_("Its source never had this version."))
    words, open_units = _words(goal, {unit.id: unit for unit in file.units})
    revision = keep(article, language=language, words=words, by=by, seen=file.seen)
    if open_units:
        brought.begun.append(revision.title)
    else:
        ask_for_review(revision.translation, by=by)
        brought.done.append(revision.title)


def _words(goal: Revision, told: dict[str, Unit]) -> tuple[Words, int]:
    """What the file says, with the source's words where it says nothing, and how often that is."""
    wanted = [
        Unit("title", goal.title),
        *([Unit("summary", goal.summary)] if goal.summary else []),
        *_units(goal),
    ]
    found = [_told(unit, told) for unit in wanted]
    texts = {unit.id: unit.target or unit.source for unit in found}
    words = Words(
        title=" ".join(texts["title"].split()),
        summary=" ".join(texts.get("summary", "").split()),
        body=joined(text for key, text in texts.items() if key.startswith("p-")),
        based_on=goal,
        origin=Origin.IMPORT,
    )
    return words, sum(unit.has_words and not unit.target for unit in found)


def _told(unit: Unit, told: dict[str, Unit]) -> Unit:
    """A unit of ours with the words of the file. Raises ValidationError where the sources differ."""
    theirs = told.get(unit.id)
    if theirs is None or theirs.source.strip() != clean(unit.source).strip():
        raise ValidationError(
            _("The source of the unit “%(unit)s” is not the one of this version. Export it again.")
            % {"unit": unit.id}
        )
    target = clean(theirs.target).strip("\n")
    return replace(unit, target=target if target.strip() != unit.source.strip() else "")
