"""Read what a mailbox has fetched: in the order it came, by one worker at a time.

A lock of the queue would do that too, but a worker notices that such a lock has become free only when it
polls, every five seconds: 300 mails took more than a minute.
"""

from __future__ import annotations

from handrail.channels.email.intake import portions, process_together
from handrail.channels.email.models import IncomingMail, MailState
from handrail.core.alone import Space, alone

_AT_ONCE = 100


def read_new(mailbox: int) -> None:
    """Read every new mail of a mailbox. Who finds another one at it may leave: that one looks again."""
    while new := _new(mailbox):
        with alone(Space.READING, mailbox) as is_alone:
            if not is_alone:
                return
            for portion in portions(new):
                process_together(portion)


def _new(mailbox: int) -> list[tuple[int, int]]:
    """Keys and sizes of the next ones by whatever way they came, but for imports, which read their own."""
    came = IncomingMail.objects.filter(mailbox=mailbox, import_batch=None, state=MailState.NEW)
    return list(came.order_by("pk").values_list("pk", "raw__size")[:_AT_ONCE])
