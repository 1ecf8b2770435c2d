"""What the assistant says to a question: an answer with its sources, or that it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handrail.assistant.answering.parts import Block, as_text
from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.models import Translation


class Why(StrEnum):
    """Why there is no answer."""

    EMPTY = "empty"  # nothing was asked
    NOTHING = "nothing"  # no article has anything to do with it
    UNSURE = "unsure"  # what was found may be the answer, but not surely enough


@dataclass(frozen=True)
class Source:
    """An article that an answer names; `passage` is what stands under `heading` there."""

    translation: Translation
    title: str
    heading: str = ""
    anchor: str = ""
    passage: str = ""

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.translation.slug

    @property
    def address(self) -> str:
        """Where it is read: at the heading, where there is one."""
        address = address_of(self.translation, self.translation.site)
        return f"{address}#{self.anchor}" if self.anchor else address

    @property
    def facts(self) -> dict[str, Any]:
        """What a turn keeps of it."""
        return {
            "article": self.translation.article_id,
            "translation": self.translation.pk,
            "slug": self.slug,
            "title": self.title,
            "language": self.translation.language,
            "heading": self.heading,
            "anchor": self.anchor,
            "text": self.passage,
            "url": self.address,
        }


@dataclass(frozen=True)
class Answer:
    """The answer, in an article's own words; `sources` begin with the one it is taken from.

    Where a writer said it, `bound` are its sentences, each with the number (from 1) of its source.
    """

    confidence: float
    language: str
    sources: Sequence[Source]
    blocks: Sequence[Block]
    bound: Sequence[tuple[str, int]] = ()

    @property
    def text(self) -> str:
        """The words as plain text."""
        return as_text(self.blocks)


@dataclass(frozen=True)
class Refusal:
    """No answer, and why; `sources` is what came nearest: for people of the team.

    `near` is the first of them where it may help whoever asks, as a link, while they wait for a person.
    """

    confidence: float
    language: str
    reason: Why
    sources: Sequence[Source] = ()
    near: Source | None = None
