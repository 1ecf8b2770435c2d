"""The ledger as the page shows it: every count with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.channels.door import doors
from handrail.insights.asked import NONE, Asked
from handrail.insights.drawing import Bar, Piece, bars, pieces
from handrail.insights.ledger import KINDS, Counts, Ledger
from handrail.insights.outcomes import Outcome
from handrail.insights.shares import Share, direction
from handrail.insights.words import NUMBERS, OUTCOMES, Number, Told
from handrail.ui.words import language_name

LABELS = {
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "mailbox": gettext_lazy("Mailbox"),
    "product": gettext_lazy("Product"),
}


@dataclass(frozen=True)
class Listed:
    """A count, and where what was counted is listed: conversations, and questions that were never sent."""

    contacts: int
    address: str = ""
    unsent: int = 0
    unsent_address: str = ""


@dataclass(frozen=True)
class Row:
    """One outcome."""

    outcome: Outcome
    told: Told
    listed: Listed
    share: Share


@dataclass(frozen=True)
class Figure:
    """One of the three numbers: both its counts with their lists, and 1, 0 or -1 for how it changed."""

    number: Number
    now: Share
    before: Share
    part: Listed
    whole: Listed
    direction: int


@dataclass(frozen=True)
class Part:
    """The contacts of one channel, language, mailbox or product: `address` is the page about them alone."""

    label: str
    address: str
    counts: Counts
    shares: list[Share]


@dataclass(frozen=True)
class Shown:
    """All that the page draws."""

    rows: list[Row]
    whole: list[Piece]
    bars: list[Bar]
    figures: list[Figure]
    parts: list[tuple[str | Promise, list[Part]]]
    choices: list[tuple[str, str | Promise, list[tuple[str, str]]]]


def shown(found: Ledger) -> Shown:
    """The ledger for the page; asks the database nothing."""
    return Shown(
        [_row(found, outcome) for outcome in Outcome],
        pieces(found.now),
        bars(found.weeks),
        [_figure(found, number, now, before) for number, now, before in found.numbers],
        [(LABELS[kind], _parts(found, kind)) for kind in KINDS if len(found.parts[kind]) > 1],
        [(kind, LABELS[kind], _choices(found, kind)) for kind in KINDS],
    )


def _row(found: Ledger, outcome: Outcome) -> Row:
    share = Share(found.now.of([outcome]), found.now.total)
    return Row(outcome, OUTCOMES[outcome], _listed(found, (outcome,)), share)


def _figure(found: Ledger, number: Number, now: Share, before: Share) -> Figure:
    part, whole = _listed(found, number.part), _listed(found, number.whole)
    return Figure(number, now, before, part, whole, direction(now, before))


def _listed(found: Ledger, outcomes: tuple[Outcome, ...]) -> Listed:
    read = found.now.of([Outcome.READING]) if Outcome.READING in outcomes else 0
    count = found.now.of(outcomes) - read
    mailbox = found.names["mailbox"].get(found.asked.mailbox, "")
    question = urlencode({"q": found.asked.question(outcomes, mailbox)})
    return Listed(
        count,
        f"{reverse('search')}?{question}" if count else "",
        read,
        f"{reverse('unsent_questions')}?{found.asked.address(said='helped')}" if read else "",
    )


def _parts(found: Ledger, kind: str) -> list[Part]:
    """The largest first."""
    told = sorted(found.parts[kind].items(), key=lambda pair: (-pair[1].total, pair[0]))
    return [
        Part(
            label_of(found, kind, key),
            _narrowed(found.asked, kind, key),
            counts,
            [counts.share(number) for number in NUMBERS],
        )
        for key, counts in told
    ]


def _narrowed(asked: Asked, kind: str, key: str) -> str:
    """Mailboxes are always known but for what was not sent, which is in no list of one."""
    if not key and kind == "mailbox":
        return ""
    chosen: dict[str, Any] = {kind: key or NONE}
    return f"{reverse('contacts')}?{replace(asked, **chosen).address()}"


def _choices(found: Ledger, kind: str) -> list[tuple[str, str]]:
    """What can be chosen, by name; what is chosen stands there even when there is none of it."""
    chosen = getattr(found.asked, kind)
    keys = dict.fromkeys([*found.choices[kind], *([chosen] if chosen else [])])
    return sorted(((key, label_of(found, kind, key)) for key in keys), key=lambda pair: pair[1].casefold())


def label_of(found: Ledger, kind: str, key: str) -> str:
    """How people call a value."""
    if key in ("", NONE):
        return _("Not sent") if kind == "mailbox" else _("Not known")
    if kind == "language":
        return language_name(key)
    if kind == "channel":
        return channel_name(key)
    return found.names[kind].get(key, key)


def channel_name(key: str) -> str:
    """A channel as people call it."""
    return str(doors()[key].name) if key in doors() else key
