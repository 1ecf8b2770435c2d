"""A question came by a form, or after the assistant had shown an answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from handrail.conversations.events.base import Event, event


@event("form_sent", public=False, name="Contact")
@dataclass(frozen=True)
class FormSent(Event):
    """The conversation began with this form; its answers stand in the message."""

    name: str


@event(
    "answer_shown",
    public=False,
    text="Empty the cache.",
    sources=[{"title": "White page", "url": "https://lamp.example/help/en/white-page/"}],
    read=True,
)
@dataclass(frozen=True)
class AnswerShown(Event):
    """The customer had been shown this answer, made of these articles, and sent the question all the same.

    `read`: they opened an article of it.
    """

    text: str
    sources: list[dict[str, Any]] = field(default_factory=list)
    read: bool = False
