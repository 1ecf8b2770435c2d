"""What leads read about waits: what is said now, and how often what was said came true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.routing.hours import Hours
from handrail.routing.models import WaitDay, WaitStatement, hours_of
from handrail.routing.waits.saying import statement_said
from handrail.ui.words import language_name

SHOWN = timedelta(days=28)


@dataclass(frozen=True)
class Line:
    """One statement: of whom, what is said to them now (empty: not known yet), and what it stands on."""

    channel: str
    language: str
    said: str
    statement: WaitStatement

    @property
    def basis(self) -> str:
        """Whose cases it stands on."""
        return of_whom(self.statement.basis_channel, self.statement.basis_language)


@dataclass(frozen=True)
class Came:
    """So many were told something; the shares of them (0 to 1) answered by the times that were said."""

    told: int
    half: float
    most: float
    name: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Report:
    """The page: statements, what came true by channel and by day."""

    lines: list[Line]
    channels: list[Came]
    days: list[Came]


def report(mailbox: Mailbox, now: datetime) -> Report:
    """What is said in a mailbox now, and what came true of it in four weeks; in three statements."""
    statements = WaitStatement.objects.filter(mailbox=mailbox)
    days = list(WaitDay.objects.filter(mailbox=mailbox, day__gt=(now - SHOWN).date()))
    hours = hours_of(mailbox.pk)
    channels = sorted({one.channel for one in days})
    by_channel = [
        _came((one for one in days if one.channel == name), channel_name(name)) for name in channels
    ]
    dates = sorted({one.day for one in days}, reverse=True)
    by_day = [_came((one for one in days if one.day == day), day=day) for day in dates]
    return Report([_line(one, hours, now) for one in statements], by_channel, by_day)


def _line(statement: WaitStatement, hours: Hours | None, now: datetime) -> Line:
    return Line(
        channel_name(statement.channel) if statement.channel else "",
        language_name(statement.language),
        statement_said(statement, hours, now),
        statement,
    )


def _came(days: Iterable[WaitDay], name: str = "", day: date | None = None) -> Came:
    rows = list(days)
    told = sum(one.told for one in rows)
    half, most = sum(one.in_half for one in rows), sum(one.in_most for one in rows)
    return Came(told, half / max(told, 1), most / max(told, 1), name, day)


def of_whom(channel: str, language: str) -> str:
    """Whose cases a statement is about, in the reader's language."""
    parts = [part for part in (channel and channel_name(channel), language_name(language)) if part]
    return ", ".join(parts) or _("All of them")


def channel_name(channel: str) -> str:
    """A channel as people call it."""
    names = {"email": _("Mail"), "chat": _("Chat"), "form": _("Form"), "portal": _("Portal")}
    return (names | {"article": _("Article")}).get(channel, channel)
