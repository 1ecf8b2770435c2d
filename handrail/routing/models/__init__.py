"""The nouns of this room."""

from handrail.routing.models.hours import (
    MOST_HOLIDAYS,
    MailboxHours,
    check_holidays,
    check_slots,
    hours_of,
)
from handrail.routing.models.promise import LONGEST_PROMISE, Promise
from handrail.routing.models.timeout import TimeOut, TimeOutText

__all__ = [
    "LONGEST_PROMISE",
    "MOST_HOLIDAYS",
    "MailboxHours",
    "Promise",
    "TimeOut",
    "TimeOutText",
    "check_holidays",
    "check_slots",
    "hours_of",
]
