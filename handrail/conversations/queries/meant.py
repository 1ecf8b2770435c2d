"""What may be meant by words that find nothing: the same with one slip mended, where that finds something.

No list of words is kept. The spellings one slip away (a letter left out, put in, exchanged, two of them
turned round: Damerau 1964) are some hundred to a word; the index of words is asked for all of them at once,
among what the agent may see. So nothing is suggested that stands only in what they may not, and the work is
bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import CharField, F, Func, QuerySet

from handrail.conversations.models import ConversationQuerySet, SearchRow
from handrail.conversations.queries.filters import Filter
from handrail.conversations.queries.filters.applying import holds
from handrail.conversations.queries.filters.tree import Term, Text
from handrail.conversations.words import asked_words, prefix_query
from handrail.core.limits import TooSlow, queried_within

SHORTEST, LONGEST = 4, 24  # letters: shorter words are near to everything
MOST_WORDS = 4  # that may have a slip
_LOOKED_AT = 20  # messages that have such words
_MOST, _NEWEST = 1_000, 1_000  # messages that have such words, or among which they are looked for
_PATIENCE = 150  # milliseconds for either
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةى",
)  # as `words.fold` leaves them: without case and marks


@dataclass(frozen=True)
class _Asked:
    """One of the words that were asked for; `near` are the spellings one slip away."""

    word: str
    near: frozenset[str] = frozenset()

    @property
    def query(self) -> str:
        """It, or one of those, as a tsquery."""
        return " | ".join([prefix_query(self.word), *(f"'{one}'" for one in sorted(self.near))])

    def found_as(self, words: Sequence[str]) -> str:
        """What it is called in a message that has these words."""
        if any(one.startswith(self.word) for one in words):
            return self.word
        return next((one for one in words if one in self.near), self.word)


def meant(asked: Filter, among: ConversationQuerySet) -> Filter | None:
    """The same filter with the words that stand most often together in the newest messages; None for none.

    `among`: the conversations that may be found.
    """
    words = [_asked(word) for word in _plain_words(asked)]
    if not 0 < sum(bool(one.near) for one in words) <= MOST_WORDS:
        return None
    condition = holds(" & ".join(f"({one.query})" for one in words))
    try:
        found = _found(SearchRow.objects.filter(condition).order_by("-at", "-message"), among)
    except (EmptyResultSet, TooSlow):
        return None
    readings = Counter(tuple(one.found_as(stored) for one in words) for (stored,) in found)
    if not readings:
        return None
    best = readings.most_common(1)[0][0]
    return _with(asked, iter(best)) if best != tuple(one.word for one in words) else None


_LISTED = Func(F("words"), function="tsvector_to_array", output_field=ArrayField(CharField()))


def _found(rows: QuerySet[SearchRow], among: ConversationQuerySet) -> list[tuple[Any, ...]]:
    """The words of the newest messages that have such words: by the index of words, if few have them.

    The database would take hundreds of words for many messages, and read them all.
    """
    by_words = {"enable_seqscan": "off", "enable_indexscan": "off"}
    try:
        with _apart():
            listed = queried_within(
                rows.values_list("message", "conversation")[:_MOST], _PATIENCE, **by_words
            )
    except TooSlow:
        return _among_newest(rows, among)
    if not listed:
        return []
    seen = set(among.filter(pk__in={key for _message, key in listed}).values_list("pk", flat=True))
    messages = [message for message, key in listed if key in seen][:_LOOKED_AT]
    return list(SearchRow.objects.filter(pk__in=messages).values_list(_LISTED))


def _among_newest(rows: QuerySet[SearchRow], among: ConversationQuerySet) -> list[tuple[Any, ...]]:
    """The same where very many have them: some of the newest messages of all do."""
    newest = SearchRow.objects.order_by("-at", "-message").values("pk")[:_NEWEST]
    found = rows.filter(pk__in=newest, conversation__in=among).values_list(_LISTED)
    with _apart():
        return queried_within(found[:_LOOKED_AT], _PATIENCE)


def _apart() -> AbstractContextManager[Any]:
    """A statement that is given up spoils no transaction around it, if there is one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _plain_words(asked: Filter) -> list[str]:
    return [word for text in asked.texts if _is_plain(text) for word in asked_words(text.text)]


def _is_plain(text: Text) -> bool:
    return not text.exact and not text.negated


def _with(asked: Filter, words: Iterator[str]) -> Filter:
    def mended(term: Term | Text) -> Term | Text:
        if not isinstance(term, Text) or not _is_plain(term):
            return term
        return replace(term, text=" ".join(next(words) for _word in asked_words(term.text)))

    return replace(asked, terms=tuple(map(mended, asked.terms)))


def _asked(word: str) -> _Asked:
    alphabet = next((letters for letters in _ALPHABETS if set(word) <= set(letters)), "")
    may_slip = alphabet and SHORTEST <= len(word) <= LONGEST
    return _Asked(word, frozenset(_near(word, alphabet)) if may_slip else frozenset())


def _near(word: str, alphabet: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, rest = word[:at], word[at:]
        yield from (before + letter + rest for letter in alphabet)
        if rest:
            yield before + rest[1:]
            yield from (before + letter + rest[1:] for letter in alphabet)
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
