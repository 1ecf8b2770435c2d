"""When a chat may begin: hours, room, a backlog that is late, page and phase; and what is said if not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.dialogue import switching
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import Facts, Open, facts_of, fits, says_of, says_to_visitors, state_of
from handrail.channels.chat.seats import take_chats
from handrail.conversations.models import Conversation
from handrail.core.remembered import forget_remembered
from handrail.routing.hours import Hours, Slot
from handrail.routing.verbs import set_hours
from tests.cast import Ask
from tests.chats import Chats, chats

__all__ = ["chats"]
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Hours(BERLIN, tuple(Slot(day, 9 * 60, 17 * 60) for day in range(5)))
MONDAY_NOON = datetime(2026, 1, 5, 11, tzinfo=UTC)
SUNDAY = datetime(2026, 1, 4, 11, tzinfo=UTC)
PRICES = "https://lamp.example/prices/?plan=pro"


def widget(**shown: object) -> Widget:
    return Widget(name="Lamp", shown=shown)


@pytest.mark.parametrize(
    ("at", "facts", "reason", "until"),
    [
        (MONDAY_NOON, Facts(WEEK, room=1), "", None),
        (MONDAY_NOON, Facts(None, room=1), "", None),
        (SUNDAY, Facts(WEEK, room=1), "hours", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        (
            SUNDAY,
            Facts(WEEK, room=1, promise=timedelta(hours=4), promise_hours=WEEK),
            "hours",
            datetime(2026, 1, 5, 12, tzinfo=UTC),
        ),
        (MONDAY_NOON, Facts(WEEK, room=0), "nobody", None),
        (MONDAY_NOON, Facts(WEEK, room=0, takers=2), "busy", None),
        (
            MONDAY_NOON,
            Facts(WEEK, room=0, takers=1, promise=timedelta(hours=4)),
            "busy",
            MONDAY_NOON + timedelta(hours=4),
        ),
        (MONDAY_NOON, Facts(WEEK, room=3, late=1, promise=timedelta(hours=4)), "backlog", None),
    ],
)
def test_a_chat_begins_in_hours_while_somebody_has_room_and_mail_is_not_late(
    at: datetime, facts: Facts, reason: str, until: datetime | None
) -> None:
    found = state_of(widget(late=0), at, facts)
    assert (found.is_open, found.reason, found.says_until) == (not reason, reason, until)
    assert found.state == ("later" if reason else "now")


def test_so_many_late_ones_as_the_widget_allows_close_nothing() -> None:
    facts = Facts(room=1, late=3)
    assert state_of(widget(late=3), MONDAY_NOON, facts).is_open
    assert not state_of(widget(late=2), MONDAY_NOON, facts).is_open
    assert state_of(widget(), MONDAY_NOON, facts).is_open  # unless told: late mail closes no chat


@pytest.mark.parametrize(
    ("shown", "page", "phase", "reason"),
    [
        ({"pages": ["/prices/*"]}, PRICES, "", ""),
        ({"pages": ["/docs/*", "/prices/"]}, PRICES, "", ""),
        ({"pages": ["/docs/*"]}, PRICES, "", "page"),
        ({"not_pages": ["*/prices/*"]}, PRICES, "", "page"),
        ({"phases": ["pre-sales"]}, PRICES, "pre-sales", ""),
        ({"phases": ["pre-sales"]}, PRICES, "", "phase"),
    ],
)
def test_it_shows_on_the_pages_and_in_the_phases_that_are_chosen(
    shown: dict[str, object], page: str, phase: str, reason: str
) -> None:
    found = state_of(widget(**shown), MONDAY_NOON, Facts(room=1), page=page, phase=phase)
    assert found.reason == reason
    assert found.state == ("hidden" if reason else "now")


def test_a_widget_that_is_switched_off_shows_nothing() -> None:
    off = Widget(name="Lamp", is_active=False)
    assert state_of(off, MONDAY_NOON, Facts(room=1)).state == "hidden"


@pytest.mark.parametrize(
    ("page", "pattern", "does"),
    [
        ("https://a.example/x", "https://a.example/*", True),
        ("https://a.example/x", "*", True),
        ("https://a.example", "/", True),
        ("https://a.example/x?q=1#top", "/x", True),
        ("https://a.example/x?q=1", "/x?q=*", True),
        ("https://a.example/ab", "/a*b", True),
        ("https://a.example/a", "/a*a", False),
        ("https://a.example/a.c", "/a[b]c", False),
        ("https://a.example/one/two/three", "/one/*/three", True),
    ],
)
def test_a_pattern_fits_an_address(page: str, pattern: str, does: bool) -> None:
    assert fits(page, pattern) is does


def test_a_malicious_pattern_comes_to_an_end() -> None:
    assert not fits("https://a.example/" + "a" * 2000, "/" + "*a" * 240 + "b")


def test_a_visitor_is_told_when_an_answer_comes() -> None:
    at_nine = state_of(widget(), SUNDAY, Facts(WEEK, room=1))
    assert "We open Mon 09:00 (Berlin)" in says_of(at_nine, "Europe/Berlin")
    promised = state_of(widget(), SUNDAY, Facts(WEEK, room=1, promise=timedelta(hours=2), promise_hours=WEEK))
    assert says_of(promised, "Europe/Berlin").endswith("we answer by Mon 11:00.")
    late = state_of(widget(late=0), MONDAY_NOON, Facts(late=2))
    assert says_of(late, "UTC").startswith("We are behind with our mail")
    assert says_of(state_of(widget(), MONDAY_NOON, Facts()), "UTC").startswith("Nobody is free")
    assert says_of(state_of(widget(), MONDAY_NOON, Facts(room=1)), "UTC").startswith("We are here")


def test_one_sentence_says_what_was_measured_and_nothing_contradicts_it() -> None:
    with translation.override("en"):
        here = state_of(widget(), MONDAY_NOON, Facts(room=1))
        assert "within 1 minute" in says_of(replace(here, within=timedelta(seconds=40)), "UTC")
        assert "right away" not in says_of(replace(here, within=timedelta(minutes=40)), "UTC")
        assert "We are here" in says_of(replace(here, within=timedelta(minutes=40)), "UTC")
        slow = says_of(replace(here, within=timedelta(days=5)), "UTC")
        assert slow.startswith("Somebody is here now. If they cannot")
        assert "within 5 days" in slow
        assisted = says_of(replace(here, within=timedelta(days=5)), "UTC", is_assisted=True)
        assert assisted == "An automatic assistant answers at once, and somebody is here, too."
        promise = Facts(WEEK, room=1, promise=timedelta(hours=2), promise_hours=WEEK)
        closed = state_of(widget(), SUNDAY, promise)
        assert closed.opens
        usual = closed.opens + timedelta(hours=1)
        said = says_of(replace(closed, usual_by=usual), "Europe/Berlin")
        assert re.findall(r"Mon \d\d:\d\d", said) == ["Mon 09:00", "Mon 10:00"]  # not the promise as well
        too_early = says_of(replace(closed, usual_by=closed.opens - timedelta(hours=3)), "Europe/Berlin")
        assert re.findall(r"Mon \d\d:\d\d", too_early) == ["Mon 09:00", "Mon 09:00"]
        busy = replace(state_of(widget(), MONDAY_NOON, Facts(takers=1)), usual_by=usual)
        assert re.findall(r"Mon \d\d:\d\d", says_of(busy, "Europe/Berlin")) == ["Mon 10:00"]


@pytest.mark.django_db
def test_where_the_assistant_answers_nobody_is_told_that_nobody_is_there(
    support: Mailbox, olga: Agent
) -> None:
    lamp = Widget(name="Lamp", mailbox=support)
    found = state_of(lamp, MONDAY_NOON, Facts())
    before = says_to_visitors(found, lamp)
    lamp.has_assistant = True
    assert says_to_visitors(found, lamp) == says_of(found, "UTC", is_assisted=True) != before
    switching.stop(by=olga)
    forget_remembered()
    assert says_to_visitors(found, lamp) == before


@pytest.mark.parametrize("opens", [None, SUNDAY + timedelta(hours=20)])
@pytest.mark.parametrize("until", [None, SUNDAY + timedelta(hours=21)])
@pytest.mark.parametrize("usual", [None, SUNDAY + timedelta(hours=22)])
def test_when_a_person_answers_stands_behind_the_assistant(
    opens: datetime | None, until: datetime | None, usual: datetime | None
) -> None:
    with translation.override("en"):
        said = says_of(Open(False, "nobody", until, opens, usual), "UTC", is_assisted=True)
    known = usual or until or opens
    assert known is None or f"{known:%H:%M}" in said
    assert "%(" not in said


@pytest.mark.django_db
def test_a_chat_is_said_on_the_clock_of_its_hours(support: Mailbox) -> None:
    set_hours(support, time_zone="Asia/Tokyo", slots=[Slot(day, 540, 541) for day in range(7)])
    forget_remembered()
    lamp = Widget.objects.create(name="Lamp", mailbox=support)  # of a mailbox that knows no zone of its own
    said = says_to_visitors(state_of(lamp, datetime(2026, 11, 23, 12, tzinfo=UTC), facts_of(lamp)), lamp)
    assert "(Tokyo)" in said
    assert "09:00" in said


@pytest.mark.django_db
def test_room_and_lateness_are_counted_in_the_widgets_own_mailbox(
    ask: Ask, chats: Chats, support: Mailbox, billing: Mailbox, ada: Agent
) -> None:
    lamp, bills = (Widget(name=one.name, mailbox=one) for one in (support, billing))
    take_chats(ada, takes=True)
    forget_remembered()
    assert (facts_of(lamp).room, facts_of(bills).room) == (3, 0)
    past = timezone.now() - timedelta(hours=1)
    live = chats()  # rings: one less, and no backlog however long it waits
    Conversation.objects.filter(pk=live.pk).update(next_due_at=past)
    forget_remembered()
    assert (facts_of(lamp).room, facts_of(lamp).late) == (2, 0)
    Conversation.objects.filter(pk=ask().pk).update(next_due_at=past)
    forget_remembered()
    assert (facts_of(lamp).late, facts_of(bills).late) == (1, 0)
