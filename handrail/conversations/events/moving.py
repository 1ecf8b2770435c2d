"""Where a conversation lies, and with which others it goes together."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handrail.conversations.events.base import Event, event
from handrail.conversations.models import LinkReason


@event("moved", public=False, old="inbox", new="spam", blocked="")
@dataclass(frozen=True)
class Moved(Event):
    """The conversation lies in another place now: inbox, spam or trash.

    `blocked` is the blocked address or domain that sent it to spam. By the customer: they wrote again.
    """

    old: str
    new: str
    blocked: str = ""


@event("unmerged", public=False, number=13, out_of=12)
@dataclass(frozen=True)
class Unmerged(Event):
    """Conversation `number` is no part of conversation `out_of` any more; both say so."""

    number: int
    out_of: int


@event("split", public=False, number=14, out_of=12, messages=2)
@dataclass(frozen=True)
class Split(Event):
    """Messages of conversation `out_of` were copied into the new conversation `number`; both say so."""

    number: int
    out_of: int
    messages: int


@event("split_undone", public=False, number=14)
@dataclass(frozen=True)
class SplitUndone(Event):
    """The conversation `number`, begun by a split, was taken back before anything happened in it."""

    number: int


@event("linked", public=False, reason="related")
@dataclass(frozen=True)
class Linked(Event):
    """An agent named another conversation. Which one says the head, to those who may see that one."""

    reason: str

    @property
    def why(self) -> str:
        """The reason in the reader's words, as the end of a sentence."""
        return link_phrases().get(self.reason, self.reason)


@event("unlinked", public=False, reason="related")
@dataclass(frozen=True)
class Unlinked(Event):
    """An agent took a link off."""

    reason: str

    @property
    def why(self) -> str:
        """The reason in the reader's words, as the end of a sentence."""
        return link_phrases().get(self.reason, self.reason)


def link_phrases() -> dict[str, str]:
    """Why an agent may link two conversations, inside a sentence."""
    return {
        LinkReason.RELATED: _("related"),
        LinkReason.DUPLICATE: _("a duplicate"),
        LinkReason.CAUSED: _("the cause"),
    }


@event("redacted", public=False, what="passage", messages=1)
@dataclass(frozen=True)
class Redacted(Event):
    """Words or a file were made unreadable for good: a passage, a message, or a file. Not which words."""

    what: str
    messages: int = 1
