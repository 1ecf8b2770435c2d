"""The order "next due" as one time for each conversation, so that one column sorts a list and its pages.

In front, fifty years before everything: whose customer waits since the assistant handed them over
(`ahead_since`).
What a promise runs for stands at its due time. Behind it, in years nobody lives to see: whose customer waits
without a promise, by priority (urgent from the year 4000 on, low from 7000 on) and within it since when they
wait; then, in the year 8000, where nobody waits. PostgreSQL computes the column, so no verb can forget to.
"""

from __future__ import annotations

from django.db.models import Case, DateTimeField, F, Func, Q, Value, When
from django.db.models.functions import Coalesce

_FIFTY_YEARS_BEFORE = "(%(expressions)s - interval '18262 days')"
# A century of days for each step of a priority (low is 10, urgent 40): always longer than anybody waits.
_BEHIND_THE_PROMISED = "(60 - %(expressions)s) * interval '36525 days'"
_WHERE_NOBODY_WAITS = "timestamp '8000-01-01' + (60 - %(expressions)s) * interval '1 day'"


def due_order() -> Coalesce:
    """The column. Times are summed up without a zone: to PostgreSQL only that is immutable."""
    waiting = Func(Value("UTC"), F("waiting_since"), function="timezone")
    behind = Func(F("priority"), template=_BEHIND_THE_PROMISED)
    waits = Func(waiting, behind, arg_joiner=" + ", template="(%(expressions)s)")
    idle = Func(F("priority"), template=_WHERE_NOBODY_WAITS)
    unpromised = Func(Value("UTC"), Coalesce(waits, idle), function="timezone")
    return Coalesce(_in_front(), F("next_due_at"), unpromised)


def _in_front() -> Case:
    """A time decades ago while the customer who was handed over waits; else null."""
    waits = Q(waiting_since__isnull=False, ahead_since__isnull=False)
    since = Func(Value("UTC"), F("ahead_since"), function="timezone")
    earlier = Func(since, template=_FIFTY_YEARS_BEFORE)
    front = Func(Value("UTC"), earlier, function="timezone", output_field=DateTimeField())
    return Case(When(waits, then=front), default=None, output_field=DateTimeField())
