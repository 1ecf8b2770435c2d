"""After hours or promises have changed: every open conversation of the mailbox is due at another time."""

from __future__ import annotations

from django.db.models import Q

from handrail.conversations.models import Conversation
from handrail.core.remembered import SECONDS
from handrail.routing.dues import RUNNING, renew

AT_ONCE = 500
# Until then other processes write by what they remember of the old promises; then they have asked anew.
SETTLED_AFTER = int(SECONDS) + 1  # seconds


def renew_soon(mailbox: int) -> None:
    """Queue it, in the caller's transaction."""
    from handrail.routing import tasks  # Procrastinate's app is ready only after all rooms are

    tasks.renew_dues.configure(schedule_in={"seconds": SETTLED_AFTER}).defer(mailbox=mailbox)


def renew_some(mailbox: int, after: int = 0) -> None:
    """Write anew what is due in the next conversations, each in its own transaction; then queue the rest."""
    from handrail.routing import tasks

    waits = Q(waiting_since__isnull=False, category__in=RUNNING)
    rows = Conversation.objects.in_inbox().filter(waits | Q(next_due_at__isnull=False), mailbox=mailbox)
    some = list(rows.filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    for conversation in some:
        renew(conversation)
    if len(some) == AT_ONCE:
        tasks.renew_dues.defer(mailbox=mailbox, after=some[-1].pk)
