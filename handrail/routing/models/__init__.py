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
from handrail.routing.models.wait import WaitCase, WaitDay, WaitStatement

__all__ = [
    "LONGEST_PROMISE",
    "MOST_HOLIDAYS",
    "MailboxHours",
    "Promise",
    "TimeOut",
    "TimeOutText",
    "WaitCase",
    "WaitDay",
    "WaitStatement",
    "check_holidays",
    "check_slots",
    "hours_of",
]
