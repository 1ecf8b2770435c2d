"""What a filter says, apart from how it is written."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 1000  # letters of a filter
MOST_TERMS = 24
MOST_VALUES = 20  # of one operator: tag:a,b,…


@dataclass(frozen=True)
class Text:
    """Words to be found; `exact`: these very words in this order, else each may be a beginning."""

    text: str
    exact: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Term:
    """An operator and its values, any of which may hold: `tag:refund,return`."""

    name: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a part of a filter, in words that say what to do; the rest still holds."""

    part: str
    message: str


@dataclass(frozen=True)
class Filter:
    """All of its terms and words hold together; `is_cut` when it was longer than a filter may be."""

    terms: tuple[Term | Text, ...] = ()
    is_cut: bool = False

    @property
    def operators(self) -> list[Term]:
        """The terms that are no words."""
        return [term for term in self.terms if isinstance(term, Term)]

    @property
    def texts(self) -> list[Text]:
        """The words, wanted and unwanted."""
        return [term for term in self.terms if isinstance(term, Text)]

    @property
    def words(self) -> str:
        """The wanted words as one text: what search looks for and what is marked."""
        return " ".join(text.text for text in self.texts if not text.negated)

    def without(self, place: int) -> Filter:
        """The filter without its term at this place."""
        return Filter(self.terms[:place] + self.terms[place + 1 :])
