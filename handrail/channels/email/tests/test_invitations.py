"""Meetings in mails, read into facts; what cannot be read stays a file and nothing more."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail
from handrail.conversations.invitations import Invitation, of_facts

OUTLOOK = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
BERLIN = "TZID=W. Europe Standard Time"
WHEN = f"DTSTART;{BERLIN}:20250602T100000\nDTEND;{BERLIN}:20250602T103000\n"


def calendar(event: str, method: str = "REQUEST", zones: str = OUTLOOK) -> str:
    head = f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{zones}"
    return f"{head}BEGIN:VEVENT\nUID:1\n{event}END:VEVENT\nEND:VCALENDAR\n"


def letter_with(ics: str, kind: str = "text/calendar; charset=utf-8; method=REQUEST") -> Letter:
    part = base64.encodebytes(ics.replace("\n", "\r\n").encode()).decode()
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64"
    body = f"--b\nContent-Type: text/plain\n\nPlease come.\n--b\n{head}\n\n{part}\n--b--\n"
    return read_mail(mail(body, Content_Type="multipart/alternative; boundary=b"))


def test_an_invitation_says_what_when_where_and_who() -> None:
    event = (
        WHEN
        + "SUMMARY;LANGUAGE=de:Lampe\\, neu\nLOCATION:Raum 1\n"
        + "ORGANIZER;CN=Dora Doe:MAILTO:dora@x.org\nRRULE:FREQ=WEEKLY\n"
    )
    letter = letter_with(calendar(event))
    assert letter.invitation == Invitation(
        method="request",
        what="Lampe, neu",
        begins="2025-06-02T10:00:00+02:00",
        ends="2025-06-02T10:30:00+02:00",
        zone="W. Europe Standard Time",
        where="Raum 1",
        organiser="Dora Doe <dora@x.org>",
        repeats=True,
    )
    assert letter.text.strip() == "Please come."
    assert [file.content_type for file in letter.attachments] == ["text/calendar"]
    assert of_facts(letter.invitation.as_facts()) == letter.invitation


@pytest.mark.parametrize(
    ("event", "begins", "ends", "zone"),
    [
        (
            "DTSTART:20250602T080000Z\nDURATION:PT45M\n",
            "2025-06-02T08:00:00+00:00",
            "2025-06-02T08:45:00+00:00",
            "UTC",
        ),
        ("DTSTART;VALUE=DATE:20250602\nDTEND;VALUE=DATE:20250604\n", "2025-06-02", "2025-06-03", ""),
        ("DTSTART;VALUE=DATE:20250602\n", "2025-06-02", "", ""),
        (
            "DTSTART:20250602T080000\nDTEND:20250602T090000\n",
            "2025-06-02T08:00:00",
            "2025-06-02T09:00:00",
            "",
        ),
        (
            "DTSTART;TZID=Nowhere/Town:20250602T080000\nDTEND:rubbish\n",
            "2025-06-02T08:00:00",
            "",
            "Nowhere/Town",
        ),
        (
            "DTSTART;TZID=America/New_York:20250602T080000\n",
            "2025-06-02T08:00:00-04:00",
            "",
            "America/New_York",
        ),
    ],
)
def test_times_as_calendars_write_them(event: str, begins: str, ends: str, zone: str) -> None:
    found = letter_with(calendar(event, zones="")).invitation
    assert found is not None
    assert (found.begins, found.ends, found.zone) == (begins, ends, zone)


def test_a_meeting_called_off() -> None:
    found = letter_with(calendar(WHEN, "CANCEL")).invitation
    assert found is not None
    assert found.method == "cancel"


@pytest.mark.parametrize(
    ("told", "answer"),
    [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative"), ("X", "")],
)
def test_an_answer_says_who_and_what(told: str, answer: str) -> None:
    found = letter_with(calendar(f"{WHEN}ATTENDEE;PARTSTAT={told}:mailto:emil@x.org\n", "REPLY")).invitation
    assert found is not None
    assert (found.method, found.answer, found.answered_by) == ("reply", answer, "emil@x.org")


def test_an_enclosed_ics_is_read_too() -> None:
    found = letter_with(calendar(WHEN, "PUBLISH"), "application/octet-stream; name=meeting.ics").invitation
    assert found is not None
    assert found.method == "publish"


@pytest.mark.parametrize(
    "ics",
    [
        "",
        "no calendar",
        calendar("SUMMARY:no time\n"),
        calendar(WHEN, "REFRESH"),
        calendar(WHEN + "X-A:b\n" * 4_000),
        calendar(WHEN + "SUMMARY:" + "x" * 30_000 + "\n"),
        calendar(WHEN + "X:" + "y\n z" * 200_000 + "\n"),
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 2_000 + "END:VCALENDAR\n",
        calendar("DTSTART:99999999T999999Z\n"),
    ],
)
def test_what_is_no_meeting_or_too_much_stays_a_file(ics: str) -> None:
    begin = time.process_time()
    letter = letter_with(ics)
    assert letter.invitation is None
    assert len(letter.attachments) == 1
    assert time.process_time() - begin < 2


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('DTSTARTEND:;=VALUE2025060Z\n",\\RRULE+-'), max_size=80))
def test_rubbish_never_crashes(event: str) -> None:
    letter_with(calendar(f"{WHEN}{event}\n"))
    letter_with(calendar(f"{event}\n", zones=event))


def test_facts_of_a_newer_version_are_left_out() -> None:
    facts = Invitation(method="cancel", begins="2025-06-02").as_facts() | {"newer": 1}
    assert of_facts(facts) == Invitation(method="cancel", begins="2025-06-02")
    assert of_facts({"method": "unknown"}) is None
    assert of_facts(None) is None
