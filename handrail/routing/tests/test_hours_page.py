"""A lead sets a mailbox's hours; others find no such page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.core.models import AuditEntry
from handrail.routing.forms import HoursForm, read_day, write_day
from handrail.routing.hours import DAY, Slot, is_open, opens_next
from handrail.routing.models import MailboxHours, hours_of
from handrail.routing.verbs import set_hours

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 20, tzinfo=UTC)
SignIn = Callable[[Agent], Client]
WEEK = {"time_zone": "Europe/Berlin", "day_0": "9:00-12:00, 13-17.30", "day_4": "22:00–6:00"}


def test_a_lead_sets_the_hours(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(cleo), reverse("mailbox_hours", args=[support.pk])
    assert "always open" in client.get(address).content.decode()
    done = client.post(address, WEEK | {"holidays": "2026-12-25\n2027-01-01"})
    assert done.status_code == 302
    kept = MailboxHours.objects.get(mailbox=support)
    assert kept.slots == [[0, 540, 720], [0, 780, 1050], [4, 1320, DAY + 360]]
    assert kept.holidays == [date(2026, 12, 25), date(2027, 1, 1)]
    shown = client.get(address).content.decode()
    assert 'value="09:00-12:00, 13:00-17:30"' in shown
    assert 'value="22:00-06:00"' in shown
    assert AuditEntry.objects.filter(action="hours changed", agent_id=cleo.pk).count() == 1
    client.post(address, {"time_zone": "Europe/Berlin"})
    assert hours_of(support.pk) is None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("day_2", "nine to five"), ("day_2", "25:00-26:00"), ("day_2", "9:70-10"), ("holidays", "25.12.2026")],
)
def test_what_is_wrong_is_said_where_it_is(
    support: Mailbox, cleo: Agent, as_agent: SignIn, name: str, wrong: str
) -> None:
    done = as_agent(cleo).post(reverse("mailbox_hours", args=[support.pk]), WEEK | {name: wrong})
    assert done.status_code == 422
    assert wrong.split()[0] in done.content.decode()
    assert hours_of(support.pk) is None


def test_a_mailbox_that_is_not_one_s_own_is_nobody_s(
    support: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    address = reverse("mailbox_hours", args=[support.pk])
    for stranger in (finn, ada):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address, WEEK).status_code == 404
    assert hours_of(support.pk) is None


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@example("٩:٠٠-١٧:٠٠", "0001-01-01 9999-12-31", "Europe/Berlin")
@example("24:00-24:00", "2026-W01-1", "Asia/Calcutta")
@example("9-9", "20270101", "\x00")
def test_whatever_is_typed_is_kept_or_refused_in_words(
    support: Mailbox, day: str, free: str, zone: str
) -> None:
    form = HoursForm({"time_zone": zone, "day_0": day, "holidays": free})
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("time_zone", "slots", "holidays")}
        set_hours(support, **told)
        hours = hours_of(support.pk)
        assert hours is None or is_open(hours, NOW) in (True, False)
        opening = opens_next(hours, NOW) if hours else None
        assert opening is None or opening >= NOW
    else:
        assert all(str(error) for errors in form.errors.values() for error in errors)


def test_hours_are_read_as_they_are_written() -> None:
    slots = read_day(3, "0-24; 22:15 - 6:00")
    assert slots == [Slot(3, 0, DAY), Slot(3, 1335, DAY + 360)]
    assert read_day(3, write_day(slots)) == slots
    with pytest.raises(ValidationError):
        read_day(0, ",".join(["9-10"] * 11))
