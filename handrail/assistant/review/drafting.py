"""A draft of the assistant's settings: what would be otherwise, as a trial keeps it (all pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Draft:
    """Settings to try beside those in use, in one channel.

    `threshold` is the confidence (0 to 1) from which it would answer, `threshold_now` the one in use when the
    trial began. `synonyms` are groups (language, words), `phrases` pairs of an article's key and words, and
    `withheld` articles that would not be answered from; all come on top of what is kept.
    """

    channel: str
    threshold: float
    threshold_now: float
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    phrases: tuple[tuple[int, str], ...] = ()
    withheld: tuple[int, ...] = ()

    @property
    def groups(self) -> dict[str, list[tuple[str, ...]]]:
        """The synonyms by language."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for language, words in self.synonyms:
            found.setdefault(language, []).append(words)
        return found

    @property
    def is_empty(self) -> bool:
        """Whether it is what is in use."""
        return self.threshold == self.threshold_now and not self.asks_anew

    @property
    def asks_anew(self) -> bool:
        """Whether anything but the threshold differs: without that every answer stays what it is."""
        return bool(self.synonyms or self.phrases or self.withheld)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def draft_of(kept: Mapping[str, Any]) -> Draft:
    """A draft as it was kept."""
    return Draft(
        channel=kept["channel"],
        threshold=kept["threshold"],
        threshold_now=kept["threshold_now"],
        synonyms=tuple((language, tuple(words)) for language, words in kept["synonyms"]),
        phrases=tuple((article, words) for article, words in kept["phrases"]),
        withheld=tuple(kept["withheld"]),
    )
