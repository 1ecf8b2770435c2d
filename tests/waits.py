"""What is said of waits in a mailbox, as if it had just been reckoned."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.core.remembered import forget_remembered
from handrail.routing.models import WaitStatement

SAID = "9 of 10 answers come within 7 hours"


def say_waits(mailbox: Mailbox, channel: str = "") -> WaitStatement:
    """Half within three hours, nine of ten within seven."""
    now = timezone.now()
    times = {"at": now, "half_by": now + timedelta(hours=3), "most_by": now + timedelta(hours=7)}
    made = WaitStatement.objects.create(mailbox=mailbox, channel=channel, cases=40, **times)
    forget_remembered()
    return made
