"""The assistant says who it is, answers, and leaves to people what is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handrail.conversations.events.base import Event, event


@event("assistant_began", public=True)
@dataclass(frozen=True)
class AssistantBegan(Event):
    """The customer was told that an automatic assistant answers, and how one talks to a person."""


@event(
    "assistant_answered",
    public=True,
    turn="6f2b7a5e-0000-4000-8000-000000000000",
    confidence=0.8,
    sources=[{"title": "White page", "url": "/help/en/white-page/", "heading": "", "language": "en"}],
    is_written=False,
)
@dataclass(frozen=True)
class AssistantAnswered(Event):
    """The assistant answered in the words of articles: nobody's reply.

    `confidence` is the probability that the right article is among the `sources`; `is_written`: a writer
    outside said it.
    """

    turn: str = ""
    confidence: float = 0.0
    sources: list[dict[str, Any]] = field(default_factory=list)
    is_written: bool = False


@event("assistant_asked", public=True, what="question")
@dataclass(frozen=True)
class AssistantAsked(Event):
    """The assistant asked back: "question" (what is it about?) or "helped" (did that settle it?)."""

    what: str = "helped"


@event("assistant_judged", public=True, choice="not", once="")
@dataclass(frozen=True)
class AssistantJudged(Event):
    """The customer said whether the answer helped: `choice` is "helped" or "not". `once` names the click."""

    choice: str = "helped"
    once: str = ""


@event(
    "handed_over",
    public=False,
    why="unhelped",
    topic="",
    asked=["Why is the page white?"],
    tried=[{"title": "White page", "url": "/help/en/white-page/", "vote": "not"}],
    read=["White page"],
    near=[{"title": "Empty the cache", "url": "/help/en/cache/", "language": "en"}],
    language="en",
    page="https://lamp.example/prices",
    fields=[{"label": "Product", "value": "Lamp 3"}],
    once="",
)
@dataclass(frozen=True)
class HandedOver(Event):
    """A person goes on from here, with everything; the assistant says nothing more in this exchange.

    `why` is a reason of `assistant.models.Because`, `topic` the matter for people. What was `asked` is
    quoted, `tried` are the articles of answers, `read` the titles of those that were opened; `near` is what
    was named as what may help until somebody answers.
    """

    why: str = ""
    topic: str = ""
    asked: list[str] = field(default_factory=list)
    tried: list[dict[str, Any]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    near: list[dict[str, Any]] = field(default_factory=list)
    language: str = ""
    page: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    once: str = ""


@event("assistant_parked", public=False)
@dataclass(frozen=True)
class AssistantParked(Event):
    """The customer has been silent for a day: whether the answer helped is unknown."""
