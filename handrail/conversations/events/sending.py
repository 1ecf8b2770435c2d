"""What became of a message that was to leave."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handrail.conversations.events.base import Event, event


@event("send_failed", public=False, entry=1, state="failed", error="550 no such mailbox")
@dataclass(frozen=True)
class SendFailed(Event):
    """A reply, or an acknowledgement (`automatic`), could not be sent, or nobody knows whether it was."""

    entry: int
    state: str
    error: str
    automatic: bool = False


@event("send_dismissed", public=False, entry=1)
@dataclass(frozen=True)
class SendDismissed(Event):
    """Somebody let a reply rest that could not be sent."""

    entry: int


@event(
    "bounced",
    public=False,
    entry=1,
    addresses=["dora@nordlicht.example"],
    report="failed",
    permanent=True,
    group="address",
    words="550 5.1.1 no such user",
)
@dataclass(frozen=True)
class Bounced(Event):
    """A mail system reports on the message of `entry`: failed, delayed, delivered, or a complaint."""

    entry: int
    addresses: list[str]
    report: str
    permanent: bool
    group: str
    words: str

    @property
    def people(self) -> str:
        """The addresses as one text."""
        return ", ".join(self.addresses)

    @property
    def why(self) -> str:
        """The cause in the reader's words, as the end of a sentence; empty when nobody knows it."""
        return str(bounce_causes().get(self.group, ""))


def bounce_causes() -> dict[str, str]:
    """The six groups of causes in the reader's words; "other" is without any."""
    return {
        "address": _("there is no such address"),
        "mailbox": _("the mailbox is full, closed, or takes no mail of this size"),
        "policy": _("their server refuses our mail"),
        "content": _("their server took it for spam or for harmful"),
        "server": _("their server could not be reached or is in trouble"),
    }
