"""What a mailbox promises, as one calculates with it: asked for with every change of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handrail.core.remembered import remembered
from handrail.routing.hours import Hours
from handrail.routing.models import MailboxHours, Promise


@dataclass(frozen=True)
class Promised:
    """The promises for one priority; `hours` are those in which their clock runs (None: always)."""

    first: timedelta | None
    following: timedelta | None
    hours: Hours | None = None


def promised(mailbox: int, priority: int) -> Promised | None:
    """What a mailbox promises for a priority, if anything."""
    return all_promised().get((mailbox, priority))


@remembered
def all_promised() -> dict[tuple[int, int], Promised]:
    """The promises of every mailbox by its key and the priority, in at most two statements."""
    promises = list(Promise.objects.all())
    kept = MailboxHours.objects.filter(mailbox__in={one.mailbox_id for one in promises})
    hours = {one.mailbox_id: one.as_hours() for one in kept} if promises else {}
    return {
        (one.mailbox_id, one.priority): Promised(
            _length(one.first_reply),
            _length(one.next_reply),
            None if one.around_the_clock else hours.get(one.mailbox_id),
        )
        for one in promises
    }


def _length(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)
