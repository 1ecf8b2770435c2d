"""Ask the assistant: look up, weigh, decide, and tell in the article's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from handrail.assistant.answering.answer import Answer, Refusal, Source, Why
from handrail.assistant.answering.clauses import telling
from handrail.assistant.answering.conditions import with_conditions
from handrail.assistant.answering.confidence import weights
from handrail.assistant.answering.evidence import Evidence, together, weighed
from handrail.assistant.answering.extracting import asked, extract, whole
from handrail.assistant.answering.features import features, same_language
from handrail.assistant.answering.parts import Block, Form, blocks_of
from handrail.assistant.answering.sentences import Spoken, best_passages
from handrail.assistant.answering.thresholds import threshold_of
from handrail.assistant.answering.withholding import answerable
from handrail.core.language import detect_language
from handrail.helpcenter.meaning.asking import meanings_of
from handrail.helpcenter.models import Site, Translation
from handrail.helpcenter.quoting import whole_links
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.rendering import render
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.asking import looked_up
from handrail.helpcenter.surroundings import surroundings
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import standings_of

MOST_SOURCES = 3
LONGEST = 500  # characters of a question that are looked at
_ENOUGH_WORDS = 4  # from which on the language of a question can be told against what is expected
_HALF = 0.5  # of the parts of a letter
_ALMOST = 1.5  # by how much less may speak for an article that comes near as well, as the log of the odds
_MAY_HELP = 0.4  # of the probability that it answers: then a link is worth a look of whoever waits anyway
A_PERSON_WAITS = 0.3  # seconds for the meaning of a question: somebody sees that we are thinking


def answer(
    question: str, *, reader: Reader, language: str = "", site: Site | None = None, channel: str = ""
) -> Answer | Refusal:
    """Answer a question with what `reader` may read, or refuse; about sixteen statements.

    The language is that of the words where it can be told, else `language`. How sure it must be is what
    `channel` (see `thresholds`) asks for.
    """
    return answer_letter([question], reader=reader, language=language, site=site, channel=channel)


def answer_letter(
    parts: Sequence[str],
    *,
    reader: Reader,
    language: str = "",
    site: Site | None = None,
    channel: str = "",
    seconds: float = A_PERSON_WAITS,
) -> Answer | Refusal:
    """Answer what the parts of a letter (`letters.parts_of`) ask together, or refuse.

    It is never surer than of the surest part alone, and less sure where only half of the parts, or fewer,
    come near the article: then the subject is about one thing and the story about another. Each part more
    costs about ten statements; for what they mean it waits these `seconds`.
    """
    asked = [one for one in map(_cleaned, parts) if any(letter.isalnum() for letter in one)]
    spoken = spoken_in(max(asked, key=len, default=""), language)
    if not asked:
        return Refusal(0.0, spoken, Why.EMPTY)
    told = list(dict.fromkeys(telling(one, spoken) for one in asked))
    vectors = meanings_of(told, seconds=seconds)
    heard = [_heard(*one, spoken, reader, site) for one in zip(told, vectors, strict=True)]
    found = together([one.found for one in heard])
    best = _best(heard, found)
    sure = confidence(found, best.words, spoken, with_meaning=best.vector is not None)
    return _told(found, best, spoken, min(sure, best.sure) * _agreement(heard, found), reader, channel)


@dataclass(frozen=True)
class _Heard:
    """One part, what it means, and what was found for it alone."""

    words: str
    vector: str | None
    found: Sequence[Evidence]
    sure: float

    @property
    def near(self) -> list[int]:
        """The articles that it is about by itself, the first one first."""
        least = self.found[0].strength - _ALMOST if self.found else 0.0
        return [one.article for one in self.found if one.strength >= least]


def _cleaned(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:LONGEST]


def _heard(words: str, vector: str | None, language: str, reader: Reader, site: Site | None) -> _Heard:
    looked = looked_up(words, reader=reader, language=language, vector=vector, site=site)
    known = vector is not None
    found = answerable(weighed(looked, words, language, with_meaning=known), words, language, vector)
    sure = confidence(found, words, language, with_meaning=known)
    return _Heard(words, vector, found, sure)


def _best(heard: Sequence[_Heard], found: Sequence[Evidence]) -> _Heard:
    """The part that asks for what was found, most surely; the surest one where none does."""
    first = found[0].article if found else 0
    return max(heard, key=lambda one: (first in one.near[:1], first in one.near, one.sure))


def _agreement(heard: Sequence[_Heard], found: Sequence[Evidence]) -> float:
    """1 where most parts come near what was found, else the share of those that do."""
    share = sum(bool(found) and found[0].article in one.near for one in heard) / len(heard)
    return 1.0 if share > _HALF else share


def spoken_in(words: str, language: str) -> str:
    """The language of a question: few words fit many languages, so there `language` is believed."""
    if language and len(words.split()) < _ENOUGH_WORDS:
        return language
    return detect_language(words, hint=language) or language


def confidence(found: Sequence[Evidence], words: str, language: str, *, with_meaning: bool) -> float:
    """The probability that the right article is among the first three of `found`; 0 where there is none."""
    return weights(with_meaning=with_meaning).confidence(numbers_of(found, words, language)) if found else 0.0


def numbers_of(found: Sequence[Evidence], words: str, language: str) -> tuple[float, ...]:
    """The features of what was found for a question."""
    count = len({token.term for token in tokens(words, language)})
    return features(found, words=count, language=language)


def _told(
    looked_at: Sequence[Evidence], asked: _Heard, language: str, sure: float, reader: Reader, channel: str
) -> Answer | Refusal:
    found = looked_at[:MOST_SOURCES]
    if not found:
        return Refusal(sure, language, Why.NOTHING)
    shown = _shown(found, language, reader)
    spoken = best_passages(shown, asked.words, asked.vector)
    sources = [_source(one) for one in spoken]
    is_readable = bool(shown) and shown[0][0].article_id == found[0].article
    if not is_readable or sure < threshold_of(channel):
        near = sources[0] if is_readable and sure >= _MAY_HELP else None
        return Refusal(sure, language, Why.UNSURE, sources, near)
    return Answer(sure, language, sources, _blocks(spoken[0], asked.words, reader))


def _shown(found: Sequence[Evidence], language: str, reader: Reader) -> list[tuple[Translation, int]]:
    """Each article in the asker's language or else in its site's first one, with the passage found in it.

    What is in neither is left out: nobody is told something in a third language. Nor is anybody told what a
    major change of the source has made untrue: a page may warn of that, an answer is believed.
    """
    kept = Translation.objects.readable_by(reader).select_related("published", "article", "site")
    of = Q(article__in=[one.article for one in found])
    spoken = of & (Q(language=language) | Q(language=F("site__languages__0")))
    readable = _not_misleading(list(kept.filter(spoken | Q(pk__in=[one.translation for one in found]))))
    theirs = {one.article_id: one for one in readable if one.language == language}
    first = {one.article_id: one for one in readable if one.language == one.site.fallback}
    known = {one.pk: one for one in readable if not language or _is_told_in(one, language)}
    chosen = [
        (theirs.get(one.article) or known.get(one.translation) or first.get(one.article), one)
        for one in found
    ]
    return [(there, one.passage if there.pk == one.translation else 0) for there, one in chosen if there]


def _not_misleading(some: list[Translation]) -> list[Translation]:
    """All but those translations; one statement where any is a translation."""
    translated = [one for one in some if one.language != one.article.source_language]
    stands = standings_of(translated) if translated else {}
    return [one for one in some if stands.get(one.pk) != Standing.MAJORLY_OUTDATED]


def _is_told_in(of: Translation, language: str) -> bool:
    """Whether it may be told to somebody who asks in this language."""
    return same_language(of.language, language) or of.language == of.site.fallback


def _source(spoken: Spoken) -> Source:
    return Source(spoken.translation, spoken.title, spoken.heading, spoken.anchor, spoken.passage)


def _blocks(spoken: Spoken, words: str, reader: Reader) -> list[Block]:
    """The part of the article that answers, as readers of the page see it."""
    of = spoken.translation
    body = of.published.body if of.published else ""
    around = surroundings(of.site, of.article, of.language, [body], reader=reader)
    blocks = blocks_of(whole_links(render(body, around).html, of))
    summary = (of.published and of.published.summary) or ""
    how = asked(words, of.language, spoken.nearness)
    is_whole = spoken.is_whole and summary
    found = whole(blocks, summary) if is_whole else extract(blocks, how, spoken.anchor)
    found = with_conditions(found, blocks, how, known=spoken.title)
    return found or [Block(Form.TEXT, summary or spoken.title)]
