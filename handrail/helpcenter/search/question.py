"""A question as the index is asked: terms, and how much each counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handrail.helpcenter.search.compounds import holding, taken_apart
from handrail.helpcenter.search.spelling import Meant, begun, corrected
from handrail.helpcenter.search.synonyms import COUNTS
from handrail.helpcenter.search.vocabularies import Known, Scale
from handrail.helpcenter.search.wording import Wording, as_written, wordings

_FOLDED_BESIDE_EXACT = 0.4  # what the folded word counts where the word as written has a mark of its own
_PAIR = 0.5  # what two syllables side by side count beside each of them
_FOREIGN = 0.6  # what a word counts in articles of another language than the question's: names, codes
_RARE_ABROAD = (
    0.02  # share of passages up to which a word there is a name rather than another language's word
)
_SHORTEST_ABROAD = 3


@dataclass(frozen=True)
class Asked:
    """A term that is asked for: what it counts where it stands, and how long passages are there."""

    term: Known
    counts: float
    average: float


@dataclass
class Question:
    """The terms of a question; `most` is about what a passage gets that has all its words, by language."""

    asked: list[Asked] = field(default_factory=list)
    most: dict[str, float] = field(default_factory=dict)

    def ask(self, scale: Scale, term: Known, counts: float) -> None:
        """Ask for a term too, if it stands anywhere; it counts by how rare it is, times `counts`."""
        if term.keys:
            self.asked.append(Asked(term, scale.rarity(term.passages) * counts, scale.average))


@dataclass(frozen=True)
class _Guesses:
    """What may be meant beside the words as they stand: by language and word, of the last one by language."""

    corrections: Mapping[tuple[str, str], Sequence[Meant]]
    ends: Mapping[str, Sequence[Meant]]
    compounds: Mapping[tuple[str, str], Meant]


def understood(words: str, language: str, among: Sequence[Scale], *, is_typing: bool) -> Question:
    """The terms that a question asks for in each of these languages; four statements at most.

    In the languages of the question misspelt words are corrected (where it says none, in those that know most
    of its words); `is_typing` takes the last word for a beginning.
    """
    asked = wordings(words, among)
    home = [one for one in asked if language and _same(language, one.scale.language)] or asked
    spelt = home if language else _likeliest(home)
    guesses = _Guesses(
        corrected(word for one in spelt for word in one.strange()),
        begun([last for one in spelt for last in one.beginning(is_typing=is_typing)]),
        holding((word, one.known.get(word.term, Known())) for one in spelt for word in one.whole()),
    )
    question = Question()
    for one in asked:
        if one in home:
            _at_home(question, one)
            _add_synonyms(question, one)
            _add_meant(question, one, guesses)
        else:
            _abroad(question, one)
    return question


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _likeliest(found: Sequence[Wording]) -> list[Wording]:
    most = max((len(one.known) for one in found), default=0)
    return [one for one in found if len(one.known) == most]


def _at_home(question: Question, wording: Wording) -> None:
    scale, most = wording.scale, 0.0
    for token in wording.words:
        if token.is_pair and token.term not in wording.known:
            continue
        exact = [wording.known[one] for one in as_written(token) if one in wording.known]
        folded = _PAIR if token.is_pair else _FOLDED_BESIDE_EXACT if exact else 1
        for term, counts in (*((one, 1.0) for one in exact), (wording.of(token), folded)):
            question.ask(scale, term, counts)
            most += scale.rarity(term.passages) * counts
    question.most[scale.language] = most


def _add_synonyms(question: Question, wording: Wording) -> None:
    same = [Meant(wording.of(one), COUNTS) for one in wording.beside if one.term in wording.known]
    _add(question, wording.scale, same)
    if any(one.term not in wording.known for one in wording.words):
        _expect(question, wording.scale, same)


def _add_meant(question: Question, wording: Wording, guesses: _Guesses) -> None:
    language, meant = wording.scale.language, list(guesses.ends.get(wording.scale.language, []))
    for word in wording.whole():
        found = [*guesses.corrections.get((language, word.form), []), *taken_apart(word, wording.known)]
        if word.term not in wording.known:
            _expect(question, wording.scale, found)
        held = guesses.compounds.get((language, word.form))
        meant += [*found, held] if held else found
    _add(question, wording.scale, meant)


def _add(question: Question, scale: Scale, meant: Iterable[Meant]) -> None:
    asked = {one.term for one in question.asked}
    wanted = {one.term: one for one in sorted(meant, key=lambda one: one.weight) if one.term not in asked}
    for one in wanted.values():
        question.ask(scale, one.term, one.weight)


def _expect(question: Question, scale: Scale, meant: Sequence[Meant]) -> None:
    """Of a strange word for which we take others, no more is expected than those can give."""
    if meant:
        commonest = max(one.term.passages for one in meant)
        question.most[scale.language] -= scale.rarity(0) - scale.rarity(commonest)


def _abroad(question: Question, wording: Wording) -> None:
    scale, words = wording.scale, [one for one in wording.words if not one.is_pair]
    rare = max(3, scale.passages * _RARE_ABROAD)
    for token in words:
        term = wording.of(token)
        if term.passages <= rare and len(token.form) >= _SHORTEST_ABROAD:
            question.ask(scale, term, _FOREIGN)
    question.most[scale.language] = sum(scale.rarity(wording.of(one).passages) for one in words)
