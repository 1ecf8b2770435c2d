"""What may honestly be said of when an answer comes: what was promised, unless a first answer takes longer of
late; or when somebody is there again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from handrail.channels.portal.requests import Request
from handrail.conversations.models import Place
from handrail.routing.hours import closed_until
from handrail.routing.models import hours_of
from handrail.routing.waits import expected_by


@dataclass(frozen=True)
class Expected:
    """When an answer is to be expected: `by` a time, of which a promised one may have `passed`; or nobody is
    there until `opens`. Nothing of it: nothing is known, and nothing is said.
    """

    by: datetime | None = None
    passed: bool = False
    opens: datetime | None = None


def expected(request: Request, now: datetime | None = None) -> Expected | None:
    """What to expect of a request; None when it is not ours to answer, or not the reader's own."""
    root, now = request.root, now or timezone.now()
    if (
        not request.is_own
        or request.is_closed
        or root.waiting_since is None
        or root.place != Place.INBOX
        or not request.is_whole
    ):
        return None
    due, likely = root.next_due_at, expected_by(root, now)
    if due is not None and due < now:
        return Expected(due, passed=True)
    by = max((one for one in (due, likely) if one is not None and one > now), default=None)
    return Expected(by, opens=closed_until(hours_of(root.mailbox_id), now))
