"""Settings say what visitors see right now, and why; each reason leads to what would change it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat.models import Seat, Widget
from handrail.channels.chat.seats import take_chats
from handrail.core.remembered import forget_remembered
from handrail.routing.hours import Slot
from handrail.routing.verbs import set_hours
from tests.waits import say_waits

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def now(widget: Widget, cleo: Agent, as_agent: SignIn) -> Callable[[], str]:
    """What the page says of its widget now."""
    client = as_agent(cleo)

    def ask() -> str:
        forget_remembered()
        return client.get(reverse("widget_now", args=[widget.pk])).content.decode()

    return ask


def test_nobody_takes_chats_then_somebody_does_then_they_have_no_room(
    now: Callable[[], str], ada: Agent
) -> None:
    assert 'data-reason="nobody"' in now()
    take_chats(ada, takes=True)
    assert 'data-reason=""' in now()
    Seat.objects.update(limit=0)
    assert 'data-reason="busy"' in now()


def test_outside_the_hours_it_leads_to_them(now: Callable[[], str], widget: Widget, ada: Agent) -> None:
    take_chats(ada, takes=True)
    another_day = (timezone.now().weekday() + 3) % 7
    set_hours(widget.mailbox, time_zone="UTC", slots=[Slot(another_day, 540, 1020)])
    assert 'data-reason="hours"' in now()
    assert reverse("mailbox_hours", args=[widget.mailbox_id]) in now()
    set_hours(widget.mailbox, time_zone="UTC", slots=[Slot(day, 0, 1440) for day in range(7)])
    assert 'data-reason=""' in now()


def test_what_is_switched_off_shows_nothing(now: Callable[[], str], widget: Widget) -> None:
    Widget.objects.update(is_active=False)
    assert 'data-reason="inactive"' in now()


def test_the_page_of_all_widgets_and_that_of_one_begin_with_it(
    widget: Widget, cleo: Agent, as_agent: SignIn
) -> None:
    client = as_agent(cleo)
    for address in (reverse("widgets"), reverse("widget", args=[widget.pk]), reverse("widgets_now")):
        assert f'data-widget="{widget.pk}"' in client.get(address).content.decode()


def test_who_can_leave_a_message_only_is_told_when_mails_are_answered(
    now: Callable[[], str], widget: Widget
) -> None:
    said = re.compile(r"usually there by \w{3} \d\d:\d\d \(")
    say_waits(widget.mailbox, "chat")
    assert not said.search(now())
    say_waits(widget.mailbox, "email")
    assert said.search(now())
