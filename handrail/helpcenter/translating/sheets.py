"""An article beside its translation, paragraph by paragraph, with what changed in the source since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handrail.helpcenter.models import Article, Revision, Translation
from handrail.helpcenter.translating.changes import Change, Kind, Span, changes, word_changes
from handrail.helpcenter.translating.paragraphs import go_together, has_words, joined, paragraphs
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import places

MOST_ROWS = 400  # paragraphs beside each other; longer texts are translated as one


@dataclass(frozen=True)
class Row:
    """A paragraph of the source, what became of it, and what the translation says for it."""

    change: Change
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for a translator: it has words, and none or the source's own stand beside it."""
        new = self.change.new
        return bool(new) and has_words(new) and self.text.strip() in ("", new.strip())

    @property
    def kept(self) -> str:
        """What a draft keeps for it: an empty paragraph keeps the source's words, so that its place stays."""
        return self.text if self.text.strip() else self.change.new


@dataclass(frozen=True)
class Sheet:
    """All that the page of a translation shows. `goal` is the revision of the source that is translated now.

    `latest` is the newest revision of the translation, or the one that was when somebody began. `base` is the
    one of the source that it was made from, None where nobody knows. `rows` are empty where the two texts do
    not go together: then `body` is translated as one.
    """

    article: Article
    language: str
    source: Translation
    goal: Revision
    translation: Translation | None
    latest: Revision | None
    base: Revision | None
    standing: Standing
    title: str
    summary: str
    body: str
    rows: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """The number of the revision of the translation that this goes on from, 0 without one."""
        return self.latest.number if self.latest else 0

    @property
    def overtaken(self) -> Revision | None:
        """What somebody saved after this was begun."""
        newest = self.translation.latest if self.translation else None
        return newest if newest is not None and newest.number != self.seen else None

    @property
    def title_words(self) -> tuple[Span, ...]:
        """The source's title with what changed in it."""
        return word_changes((self.base or self.goal).title, self.goal.title)

    @property
    def summary_words(self) -> tuple[Span, ...]:
        """The source's summary with what changed in it."""
        return word_changes((self.base or self.goal).summary, self.goal.summary)

    @property
    def open_rows(self) -> int:
        """How many paragraphs wait for their translation."""
        return sum(row.is_open for row in self.rows)


def sheet_of(
    article: Article,
    language: str,
    *,
    goal: int | None = None,
    began: int | None = None,
    whole: bool = False,
) -> Sheet | None:
    """The sheet of an article in a language, three SQL statements; None where nothing may be translated yet.

    `goal` is the number of the revision of the source that somebody began with, `began` that of the newest of
    the translation then (0: there was none): whoever saved since then moves no paragraph under their hands.
    `whole` asks for one text at once.
    """
    place = next(places([(article.pk, language)], newest=True), None)
    if place is None or place.goal is None:
        return None
    there = article.translations.filter(language=language)
    translation = there.select_related("latest__based_on", "published").first()
    latest = _begun_with(translation, began)
    since = latest.based_on.number if latest and latest.based_on else None
    numbers = {number for number in (place.goal, since, goal) if number is not None}
    of_source = {"translation__article": article, "translation__language": article.source_language}
    found = Revision.objects.filter(**of_source, number__in=numbers).select_related("translation")
    revisions = {revision.number: revision for revision in found}
    target = revisions.get(goal or 0) or revisions[place.goal]
    base = revisions.get(since or 0)
    return _sheet(article, language, target, translation, latest, base, place.standing, whole=whole)


def _begun_with(translation: Translation | None, began: int | None) -> Revision | None:
    """The revision of that number, the newest where none is named or it is gone."""
    if translation is None or began == 0:
        return None
    if began is None or translation.latest is None or translation.latest.number == began:
        return translation.latest
    known = translation.revisions.select_related("based_on").filter(number=began).first()
    return known or translation.latest


def _sheet(
    article: Article,
    language: str,
    goal: Revision,
    translation: Translation | None,
    latest: Revision | None,
    base: Revision | None,
    standing: Standing,
    *,
    whole: bool,
) -> Sheet:
    said = latest.body if latest else ""
    found = changes(paragraphs((base or goal).body), paragraphs(goal.body))
    return Sheet(
        article=article,
        language=language,
        source=goal.translation,
        goal=goal,
        translation=translation,
        latest=latest,
        base=base,
        standing=standing,
        title=latest.title if latest else "",
        summary=latest.summary if latest else "",
        body=said,
        rows=[] if whole else _rows(found, paragraphs(said), is_new=latest is None),
        changed=[change for change in found if change.kind != Kind.SAME],
    )


def _rows(found: Sequence[Change], said: list[str], *, is_new: bool) -> list[Row]:
    """The rows, where the translation has the paragraphs that the source had; else none."""
    before = [change.old for change in found if change.old_at is not None]
    if len(found) > MOST_ROWS or not (is_new or go_together(before, said)):
        return []
    return [Row(change, _suggested(change, [] if is_new else said)) for change in found]


def _suggested(change: Change, said: list[str]) -> str:
    """What stands in the translator's field: what was said for it, or what needs no translating."""
    text = said[change.old_at] if said and change.old_at is not None else ""
    if change.new and (not has_words(change.new) if not text else text.strip() == change.old.strip()):
        return change.new
    return text


def body_of(rows: Sequence[Row]) -> str:
    """The text that a draft keeps of these rows."""
    return joined(row.kept for row in rows)
