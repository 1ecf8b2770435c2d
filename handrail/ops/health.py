"""What the health page shows beside the doctor's findings: parts, mailboxes, failures, held mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.accounts.models import Agent, mailbox_ids
from handrail.channels.email.models import UNREAD, Connection, IncomingMail
from handrail.ops.doctor.examining import examine
from handrail.ops.doctor.findings import Finding
from handrail.ops.doctor.parts import Seen, seen_parts
from handrail.ops.failures import Kind, open_failures
from handrail.ops.unsent import count_unsent

MOST_HELD, MOST_MAILBOXES = 20, 50


@dataclass(frozen=True)
class Held:
    """Mails that could not be read: the newest of them, and how many there are."""

    shown: list[IncomingMail]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Fetched:
    """A mailbox that is fetched or sends, as the page tells it."""

    pk: int
    name: str
    address: str
    arrived_at: datetime | None
    sent_at: datetime | None
    error: str
    practises: bool


@dataclass(frozen=True)
class State:
    """Everything an admin sees at a glance."""

    findings: list[Finding]
    parts: list[Seen]
    mailboxes: list[Fetched]
    failures: list[Kind]
    held: Held
    unsent: int

    @property
    def wrong(self) -> list[Finding]:
        """What is not well."""
        return [finding for finding in self.findings if not finding.is_well]

    @property
    def warned(self) -> list[Finding]:
        """What is well, and perhaps not as it is meant."""
        return [finding for finding in self.findings if finding.kind == "risk"]


def state(agent: Agent) -> State:
    """The whole state, in a fixed number of statements; mailboxes and mails are those this admin may see."""
    seen = frozenset(mailbox_ids(agent))
    return State(
        [one.seen_from(seen) for one in examine()],
        seen_parts(),
        _mailboxes(agent),
        open_failures(agent),
        held_mails(agent),
        count_unsent(agent),
    )


def held_mails(agent: Agent) -> Held:
    """Mails that could not be read, in the mailboxes this admin may see, newest first."""
    rows = IncomingMail.objects.filter(state__in=UNREAD, mailbox__in=mailbox_ids(agent))
    newest = rows.select_related("mailbox", "raw").order_by("-pk")[:MOST_HELD]
    return Held(list(newest), rows.count())


def _mailboxes(agent: Agent) -> list[Fetched]:
    rows = Connection.objects.filter(is_active=True, mailbox__in=mailbox_ids(agent)).select_related("mailbox")
    return [
        Fetched(
            row.mailbox_id,
            row.mailbox.name,
            row.mailbox.address,
            row.arrived_at,
            row.sent_at,
            row.in_error or row.out_error,
            row.practises,
        )
        for row in rows.order_by("mailbox__name", "pk")[:MOST_MAILBOXES]
    ]
