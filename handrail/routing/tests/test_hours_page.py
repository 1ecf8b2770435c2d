"""A lead sets a mailbox's hours; others find no such page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_mailbox
from handrail.core.models import AuditEntry
from handrail.routing.clock_text import read_day, write_day
from handrail.routing.hours import DAY, Slot, is_open, opens_next
from handrail.routing.hours_form import HoursForm
from handrail.routing.models import MailboxHours, hours_of
from handrail.routing.models.hours import Holiday
from handrail.routing.verbs import set_hours

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 20, tzinfo=UTC)
SignIn = Callable[[Agent], Client]
WEEK = {"time_zone": "Europe/Berlin", "day_0": "9:00-12:00, 13-17.30", "day_4": "22:00–6:00"}
CHRISTMAS = {
    "holiday_day": ["2026-12-25", "2026-12-24", ""],
    "holiday_name": ["", "Christmas Eve", "Not yet"],
    "holiday_hours": ["", "9-12", ""],
}


def test_a_lead_sets_the_hours(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    client, address = as_agent(cleo), reverse("mailbox_hours", args=[support.pk])
    assert "always open" in client.get(address).content.decode()
    done = client.post(address, WEEK | CHRISTMAS)
    assert done.status_code == 302
    kept = MailboxHours.objects.get(mailbox=support)
    assert kept.slots == [[0, 540, 720], [0, 780, 1050], [4, 1320, DAY + 360]]
    assert kept.holidays == [["2026-12-24", "Christmas Eve", [[540, 720]]], ["2026-12-25", "", []]]
    shown = client.get(address).content.decode()
    assert 'value="09:00-12:00, 13:00-17:30"' in shown
    assert 'value="22:00-06:00"' in shown
    assert shown.index('value="Christmas Eve"') < shown.index('value="2026-12-25"')
    assert AuditEntry.objects.filter(action="hours changed", agent_id=cleo.pk).count() == 1
    client.post(address, {"time_zone": "Europe/Berlin"})
    assert hours_of(support.pk) is None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("day_2", "nine to five"),
        ("day_2", "25:00-26:00"),
        ("day_2", "9:70-10"),
        ("holiday_day", "25.12.2026"),
        ("holiday_hours", "noon"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    support: Mailbox, cleo: Agent, as_agent: SignIn, name: str, wrong: str
) -> None:
    holiday = {"holiday_day": "2026-12-25", "holiday_name": "Christmas", "holiday_hours": ""}
    done = as_agent(cleo).post(reverse("mailbox_hours", args=[support.pk]), WEEK | holiday | {name: wrong})
    assert done.status_code == 422
    assert wrong.split()[0] in done.content.decode()
    assert hours_of(support.pk) is None


def test_a_date_stands_once(support: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    twice = {"holiday_day": ["2026-12-25"] * 2, "holiday_name": ["", ""], "holiday_hours": ["", ""]}
    done = as_agent(cleo).post(reverse("mailbox_hours", args=[support.pk]), WEEK | twice)
    assert done.status_code == 422
    assert "stands there already" in done.content.decode()


def test_a_country_s_holidays_are_filled_in_and_edited(
    support: Mailbox, cleo: Agent, as_agent: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.routing.views.hours.timezone.localdate", lambda: date(2026, 11, 26))
    client, address = as_agent(cleo), reverse("mailbox_hours", args=[support.pk])
    assert '<option value="DE" selected>' in client.get(address).content.decode()  # its zone is Berlin
    filled = client.post(address, WEEK | CHRISTMAS | {"do": "fill", "country": "DE"})
    text = filled.content.decode()
    assert filled.status_code == 200
    assert re.findall(r'value="(2026-[^"]+)"', text) == ["2026-12-24", "2026-12-25", "2026-12-26"]
    assert "2027-10-03" in text
    assert "Second Day of Christmas" in text  # in the language of the mailbox
    assert 'value="9-12"' in text  # what one has typed stays
    assert hours_of(support.pk) is None  # nothing is saved yet
    nowhere = client.post(address, WEEK | {"do": "fill", "country": "ZZ"})
    assert "write them by hand" in nowhere.content.decode()


def test_hours_are_copied_from_a_mailbox_one_sees(
    support: Mailbox, billing: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    address = reverse("mailbox_hours", args=[support.pk])
    as_agent(cleo).post(reverse("mailbox_hours", args=[billing.pk]), WEEK | CHRISTMAS)
    copied = as_agent(cleo).post(address, {"do": "copy", "from": billing.pk}).content.decode()
    assert "Copied from Lamp billing" in copied
    assert 'value="09:00-12:00, 13:00-17:30"' in copied
    assert 'value="Christmas Eve"' in copied
    assert hours_of(support.pk) is None
    hidden = create_mailbox(name="The board", address="board@lamp.example")
    as_agent(olga).post(reverse("mailbox_hours", args=[hidden.pk]), WEEK)
    assert "The board" not in as_agent(cleo).get(address).content.decode()
    assert as_agent(cleo).post(address, {"do": "copy", "from": hidden.pk}).status_code == 302


def test_what_has_passed_is_not_shown_and_not_forgotten(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    passed, ancient = timezone.localdate() - timedelta(days=60), timezone.localdate() - timedelta(days=500)
    slots = [Slot(0, 540, 1020)]
    set_hours(support, time_zone="UTC", slots=slots, holidays=[Holiday(passed), Holiday(ancient)])
    client, address = as_agent(cleo), reverse("mailbox_hours", args=[support.pk])
    assert passed.isoformat() not in client.get(address).content.decode()
    client.post(address, WEEK)
    assert MailboxHours.objects.get().holidays == [[passed.isoformat(), "", []]]


def test_a_mailbox_that_is_not_one_s_own_is_nobody_s(
    support: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    address = reverse("mailbox_hours", args=[support.pk])
    for stranger in (finn, ada):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address, WEEK).status_code == 404
    assert hours_of(support.pk) is None


@given(st.text(max_size=60), st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@example("٩:٠٠-١٧:٠٠", "Europe/Berlin")
@example("24:00-24:00", "Asia/Calcutta")
@example("9-9", "\x00")
def test_whatever_is_typed_is_kept_or_refused_in_words(support: Mailbox, day: str, zone: str) -> None:
    form = HoursForm({"time_zone": zone, "day_0": day})
    if form.is_valid():
        set_hours(support, **{name: form.cleaned_data[name] for name in ("time_zone", "slots")})
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
