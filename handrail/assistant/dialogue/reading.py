"""Find phrases in what somebody wrote, slips of the finger forgiven. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from handrail.assistant.dialogue.words_of import Phrase, Phrases

# Letters of a word from which on one may be missing, too much, wrong or swapped; one less: only swapped.
SHORTEST_SLIP = 5


class Read:
    """A text's words, ready to be compared with phrases."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = list(tokens)
        self._starts: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            self._starts.setdefault(token[:1], []).append(at)

    def places(self, phrase: Phrase, *, slips: int = 0) -> list[int]:
        """Where the phrase begins. `slips`: words of so many letters or more may be misspelt (0: none)."""
        first = phrase.words[0]
        return [at for at in self._starts.get(first[:1], ()) if self._is_at(at, phrase.words, slips)]

    def all_places(self, found: Phrases, *, slips: int = 0) -> list[int]:
        """Where any of the phrases begins."""
        near = found.that_begin(self._starts)
        return [at for phrase in near for at in self.places(phrase, slips=slips)]

    def has(self, found: Phrases, *, slips: int = 0) -> bool:
        """Whether one of the phrases stands there."""
        return any(self.places(one, slips=slips) for one in found.that_begin(self._starts))

    def begins(self, found: Phrases) -> bool:
        """Whether it begins with one of the phrases, and goes on."""
        near = found.that_begin(token[:1] for token in self.tokens[:1])
        return any(len(one.words) < len(self.tokens) and self._is_at(0, one.words, 0) for one in near)

    def is_only(
        self, kernel: Iterable[Phrases], around: Iterable[Phrases], *, slips: int = SHORTEST_SLIP
    ) -> bool:
        """Whether it says one of the `kernel`, and else nothing but those and what may stand `around`.

        `slips` are those of the kernel (see `places`).
        """
        covered = [False] * len(self.tokens)
        if not self._cover(kernel, covered, slips):
            return False
        self._cover(around, covered, SHORTEST_SLIP)
        return all(covered)

    def _cover(self, lists: Iterable[Phrases], covered: list[bool], slips: int) -> bool:
        is_there = False
        for phrase in chain.from_iterable(found.that_begin(self._starts) for found in lists):
            for at in self.places(phrase, slips=slips):
                covered[at : at + len(phrase.words)] = [True] * len(phrase.words)
                is_there = True
        return is_there

    def _is_at(self, at: int, words: Sequence[str], slips: int) -> bool:
        if at + len(words) > len(self.tokens) or not _is(self.tokens[at], words[0], slips):
            return False
        return all(_is(self.tokens[at + n], words[n], slips) for n in range(1, len(words)))


@lru_cache(maxsize=100_000)
def _is(token: str, word: str, slips: int) -> bool:
    if word.endswith("*"):
        stem = word[:-1]
        is_long = len(token) >= len(stem)
        near = (token[: len(stem) + more] for more in (0, 1, -1) if is_long)
        return token.startswith(stem) or any(_is_slip(one, stem, slips) for one in near)
    return token == word or _is_slip(token, word, slips)


def _is_slip(token: str, word: str, slips: int) -> bool:
    if slips and len(token) == len(word) == SHORTEST_SLIP - 1 and slips <= SHORTEST_SLIP:
        return sorted(token) == sorted(word) and _is_one_apart(token, word)
    if not slips or len(word) < slips or token[:1] != word[:1] or abs(len(token) - len(word)) > 1:
        return False
    return _is_one_apart(token, word)


@lru_cache(maxsize=20_000)
def _is_one_apart(one: str, other: str) -> bool:
    """One letter is missing, too much or another, or two neighbours are swapped (Damerau, 1964)."""
    if len(one) > len(other):
        one, other = other, one
    at = next((n for n, letter in enumerate(one) if letter != other[n]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped
