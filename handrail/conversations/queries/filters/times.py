"""Operators about time: when something last happened, when an answer is due."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.conversations.queries.filters.dates import midnight, read_moment
from handrail.conversations.queries.filters.operators import Asking, Operator, Suggestion, choices, register

_DATES = _("a day such as 2026-01-31, a month, a year, today, yesterday, or so long ago: 12h, 7d, 3w, 6m, 1y")


def _before(value: str, asking: Asking) -> Q | str:
    moment = read_moment(value, asking.now)
    return Q(last_activity_at__lt=moment) if moment else _no_date()


def _after(value: str, asking: Asking) -> Q | str:
    moment = read_moment(value, asking.now)
    return Q(last_activity_at__gte=moment) if moment else _no_date()


def _no_date() -> str:
    return gettext("Write %(dates)s.") % {"dates": _DATES}


def _spans(_asking: Asking, typed: str) -> list[Suggestion]:
    known = [
        Suggestion("today", gettext("Today")),
        Suggestion("yesterday", gettext("Yesterday")),
        Suggestion("7d", gettext("Seven days ago")),
        Suggestion("30d", gettext("Thirty days ago")),
        Suggestion("1y", gettext("A year ago")),
    ]
    return choices(typed, known)


_DUE = {
    "overdue": _("The time has passed"),
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "week": _("Within seven days"),
    "any": _("Something was promised"),
    "none": _("Nothing was promised"),
}


def _due(value: str, asking: Asking) -> Q | str:
    name, now = value.casefold(), asking.now
    if name == "overdue":
        return Q(next_due_at__lt=now)
    if name in ("any", "none"):
        return Q(next_due_at__isnull=name == "none")
    spans = {
        "today": (midnight(now), midnight(now, 1)),
        "tomorrow": (midnight(now, 1), midnight(now, 2)),
        "week": (now, now + timedelta(days=7)),
    }
    if name not in spans:
        return gettext("Write one of these: %(names)s.") % {"names": ", ".join(_DUE)}
    return Q(next_due_at__gte=spans[name][0], next_due_at__lt=spans[name][1])


def _dues(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(name, str(label)) for name, label in _DUE.items()])


register(
    Operator(
        "before", _("Last moved before"), _DATES, "before:2026-01-01", _before, _spans, is_relative=True
    ),
    Operator("after", _("Last moved since"), _DATES, "after:7d", _after, _spans, is_relative=True),
    Operator(
        "due",
        _("Answer due"),
        _("overdue, today, tomorrow, week, any or none"),
        "due:today",
        _due,
        _dues,
        is_relative=True,
    ),
)
