"""Whether a chat may begin now, and when an answer will come if it may not. `state_of` is pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.assistant.dialogue.switching import is_stopped
from handrail.channels.chat.models import LIVE, Widget
from handrail.channels.chat.seats import takers_in
from handrail.conversations.models import Category, Conversation, Place, Priority
from handrail.core.remembered import remembered
from handrail.routing.clock import due
from handrail.routing.hours import Hours, closed_until, is_open, opens_next
from handrail.routing.models import hours_of
from handrail.routing.promises import promised
from handrail.routing.waits import answered_by, answered_within, length_said
from handrail.ui.words import soon

MOST_COUNTED = 100
LONGEST_PATTERN = 500
LONGEST_HERE = timedelta(hours=1)
"""Whoever usually waits longer is told so, too."""


@dataclass(frozen=True)
class Facts:
    """How things stand in a mailbox: its hours, chats that could be taken now, conversations that are late.

    `takers` are so many agents who take chats, though they may have no room. `promise` is how long a
    first reply may take there, in `promise_hours` (None: around the clock).
    """

    hours: Hours | None = None
    room: int = 0
    takers: int = 0
    late: int = 0
    promise: timedelta | None = None
    promise_hours: Hours | None = None


@dataclass(frozen=True)
class Open:
    """Whether one may chat now, and if not, why and until when (UTC; None: nobody has said) an answer comes.

    What was measured of late goes before what was promised: `within` half of those who chat are answered, by
    `usual_by` half of those who leave a message.
    `reason`: "", "inactive", "page", "phase" (those three show no button at all), "hours" (until it `opens`),
    "backlog", "nobody" (takes chats), "busy" (whoever does has no room).
    """

    is_open: bool
    reason: str = ""
    says_until: datetime | None = None
    opens: datetime | None = None
    usual_by: datetime | None = None
    within: timedelta | None = None

    @property
    def state(self) -> str:
        """As the widget reads it: now, later (one may leave a message), hidden."""
        if self.is_open:
            return "now"
        return "hidden" if self.reason in ("inactive", "page", "phase") else "later"


def state_of(widget: Widget, at: datetime, facts: Facts, *, page: str = "", phase: str = "") -> Open:
    """Whether a visitor of this page and phase may chat at a moment (aware).

    `widget.shown` may hold `pages` and `not_pages` (patterns), `phases` (words; none: all) and `late`: so
    many conversations of the mailbox may be late before chat closes (none: however many).
    """
    shown = widget.shown
    if not widget.is_active:
        return Open(False, "inactive")
    if page and not _is_shown_on(page, shown):
        return Open(False, "page")
    if shown.get("phases") and phase not in shown["phases"]:
        return Open(False, "phase")
    if facts.hours is not None and not is_open(facts.hours, at):
        return Open(False, "hours", _answered_by(at, facts), opens_next(facts.hours, at))
    if shown.get("late") is not None and facts.late > int(shown["late"]):
        return Open(False, "backlog", _answered_by(at, facts))
    if facts.room < 1:
        return Open(False, "busy" if facts.takers else "nobody", _answered_by(at, facts))
    return Open(True)


def _answered_by(at: datetime, facts: Facts) -> datetime | None:
    """When the promise ends; without one, when somebody is at work again; behind its promise nobody knows."""
    if facts.late:
        return None
    if facts.promise is not None:
        return due(at, facts.promise, facts.promise_hours)
    return closed_until(facts.hours, at)


def _is_shown_on(page: str, shown: dict[str, list[str]]) -> bool:
    pages, not_pages = shown.get("pages") or ["*"], shown.get("not_pages") or []
    return _is_one_of(page, pages) and not _is_one_of(page, not_pages)


def _is_one_of(page: str, patterns: Iterable[str]) -> bool:
    return any(fits(page, pattern) for pattern in patterns)


def fits(page: str, pattern: str) -> bool:
    """Whether a page's address fits a pattern: `*` is any text; one that begins with / is of the path alone.

    In time that grows with the product of both lengths at most.
    """
    address = page.split("#", 1)[0]
    if pattern.startswith("/"):
        rest = address.split("://", 1)[-1]
        address = "/" + rest.split("/", 1)[1] if "/" in rest else "/"
        address = address if "?" in pattern else address.split("?", 1)[0]
    first, *middle = pattern[:LONGEST_PATTERN].split("*")
    if not middle:
        return address == first
    last = middle.pop()
    if not address.startswith(first) or len(address) < len(first) + len(last):
        return False
    at, end = len(first), len(address) - len(last)
    for part in middle:
        found = address.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return address.endswith(last)


def facts_of(widget: Widget) -> Facts:
    """How things stand for a widget, as its pages are shown it: two seconds old at most."""
    return _shown(widget.mailbox_id)


def facts_in(mailbox: int) -> Facts:
    """How things stand in a mailbox now, in at most five statements."""
    told, takers = promised(mailbox, Priority.NORMAL), takers_in(mailbox)
    return Facts(
        hours=hours_of(mailbox),
        room=sum(max(one.limit - one.load, 0) for one in takers),
        takers=len(takers),
        late=_late(mailbox, timezone.now()),
        promise=told.first if told else None,
        promise_hours=told.hours if told else None,
    )


_shown = remembered(facts_in)
_is_stopped = remembered(is_stopped)


def _late(mailbox: int, at: datetime) -> int:
    """How many conversations of the mailbox are behind their promise; live chats are no backlog."""
    waiting = Conversation.objects.filter(
        mailbox=mailbox,
        place=Place.INBOX,
        snoozed_until=None,
        category__in=[Category.OPEN, Category.OTHERS],
        next_due_at__lt=at,
    )
    return waiting.exclude(chat__state__in=LIVE).order_by()[:MOST_COUNTED].count()


def says_to_visitors(found: Open, widget: Widget) -> str:
    """What they are told, in the language that is active: how long chats wait for an answer while one may
    begin, else whether the assistant answers, when we open and by when a message is usually answered, as a
    mail is.
    """
    told = measured(found, widget, get_language() or "en")
    return says_of(told, clock_of(widget), is_assisted=is_assisted(widget))


def is_assisted(widget: Widget) -> bool:
    """Whether the assistant answers first in it; two seconds old at most, for whoever is only told so."""
    return widget.has_assistant and not _is_stopped()


def measured(found: Open, widget: Widget, language: str) -> Open:
    """The same, with what was measured of late for those who ask in that language."""
    if found.is_open:
        return replace(found, within=answered_within(widget.mailbox, "chat", language))
    return replace(found, usual_by=answered_by(widget.mailbox, "email", language))


def clock_of(widget: Widget) -> str:
    """The IANA zone on whose clock visitors are told times: that of the hours, if there are any."""
    hours = facts_of(widget).hours
    return hours.zone.key if hours else widget.mailbox.time_zone


def says_of(found: Open, zone: str, *, is_assisted: bool = False) -> str:
    """What a visitor is told, in the language that is active; times on the clock of an IANA zone.

    Where `is_assisted`, whoever finds nobody is told that the assistant answers, and when a person does.
    """
    if found.is_open:
        return _here(found, is_assisted=is_assisted)
    words = {"zone": zone.rsplit("/", 1)[-1].replace("_", " ")}
    with timezone.override(ZoneInfo(zone)):
        words |= {"time": soon(found.says_until)} if found.says_until else {}
        words |= {"opens": soon(found.opens)} if found.opens else {}
        words |= {"usual": soon(max(found.usual_by, found.opens or found.usual_by))} if found.usual_by else {}
    if is_assisted:
        return _assisted(found) % words
    return (_usually(found) if found.usual_by else _sentence(found)) % words


def _here(found: Open, *, is_assisted: bool) -> str:
    """Somebody sits there with room for one more, whatever it took of late."""
    length = length_said(found.within) if found.within else ""
    is_quick = found.within is None or found.within <= LONGEST_HERE
    if is_assisted:
        said = _("An automatic assistant answers at once, and somebody is here, too.")
    elif not length:
        said = _("We are here: ask, and somebody answers right away.")
    elif is_quick:
        said = _("We are here: somebody usually answers within %(length)s.")
    else:
        said = _(
            "Somebody is here now. If they cannot take the chat, an answer usually comes within %(length)s."
        )
    return said % {"length": length}


def _assisted(found: Open) -> str:
    if found.opens and found.usual_by:
        return _(
            "An automatic assistant answers at once. We open %(opens)s (%(zone)s): a person's answer is "
            "usually there by %(usual)s."
        )
    if found.usual_by:
        return _(
            "An automatic assistant answers at once; "
            "a person's answer is usually there by %(usual)s (%(zone)s)."
        )
    if found.says_until and found.says_until != found.opens:
        return _("An automatic assistant answers at once, a person by %(time)s (%(zone)s).")
    if found.opens:
        return _("An automatic assistant answers at once. People are here from %(opens)s (%(zone)s).")
    return _("An automatic assistant answers at once; where you need a person, one answers by mail.")


def _usually(found: Open) -> str:
    if found.opens:
        return _("We open %(opens)s (%(zone)s). Leave a message: an answer is usually there by %(usual)s.")
    if found.reason == "backlog":
        return _(
            "We are behind with our mail, so nobody is in the chat now. "
            "Leave a message: an answer is usually there by %(usual)s (%(zone)s)."
        )
    return _(
        "Nobody is free to chat right now. "
        "Leave a message: an answer is usually there by %(usual)s (%(zone)s)."
    )


def _sentence(found: Open) -> str:
    if found.opens and (found.says_until is None or found.says_until == found.opens):
        return _("We open %(opens)s (%(zone)s). Leave a message, and we answer then.")
    if found.opens:
        return _("We open %(opens)s (%(zone)s). Leave a message: we answer by %(time)s.")
    if found.says_until is not None:
        return _("Nobody is free to chat right now. Leave a message: we answer by %(time)s (%(zone)s).")
    if found.reason == "backlog":
        return _("We are behind with our mail, so nobody is in the chat now. Leave a message: we answer it.")
    return _("Nobody is free to chat right now. Leave a message, and we answer by mail.")
