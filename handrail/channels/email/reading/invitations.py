"""Calendar parts of a mail (RFC 5545, 5546, 6047) read into plain facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from handrail.channels.email.reading.charsets import to_text
from handrail.channels.email.reading.parts import Part
from handrail.conversations.invitations import Answer, Invitation, Method

_TYPES = {"text/calendar", "application/ics", "text/x-vcalendar"}
_METHODS: dict[str, Method] = {
    "REQUEST": "request",
    "ADD": "request",
    "CANCEL": "cancel",
    "REPLY": "reply",
    "PUBLISH": "publish",
    "COUNTER": "counter",
}
_ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_LARGEST, _LINES, _LONGEST_LINE = 256 * 1024, 3_000, 20_000  # beyond these it stays a file only
_LONGEST = 500  # characters of one fact


def is_calendar(part: Part) -> bool:
    """Whether this leaf holds calendar data."""
    return part.content_type in _TYPES or part.name.lower().endswith(".ics")


def invitation_in(parts: Iterable[Part]) -> Invitation | None:
    """The first meeting that some calendar part proposes, changes, answers or calls off."""
    for part in parts:
        if is_calendar(part):
            found = _read(to_text(part.data, part.charset or "utf-8"))
            if found:
                return found
    return None


def _read(text: str) -> Invitation | None:
    begin, end = text.find("BEGIN:VCALENDAR"), text.rfind("END:VCALENDAR")
    lines = text[begin:end].splitlines() if 0 <= begin < end and len(text) <= _LARGEST else []
    if not lines or len(lines) > _LINES or max(map(len, lines)) > _LONGEST_LINE:
        return None
    from icalendar import Calendar  # only few mails need it, and it takes long to load

    try:
        calendar = Calendar.from_ical("\r\n".join([*lines, "END:VCALENDAR", ""]))
        meeting = next(iter(calendar.walk("VEVENT")), None)
        method = _METHODS.get(str(calendar.get("METHOD", "PUBLISH")).strip().upper())
        return _facts(meeting, method) if meeting is not None and method else None
    except Exception:  # whatever the library trips over: the part stays a file
        return None


def _facts(meeting: Any, method: Method) -> Invitation | None:
    begins = _moment(meeting, "DTSTART")
    if begins is None:
        return None
    guest = _first(meeting.get("ATTENDEE")) if method in {"reply", "counter"} else None
    status = str(guest.params.get("PARTSTAT", "")).upper() if guest is not None else ""
    return Invitation(
        method=method,
        what=_line(meeting.get("SUMMARY")),
        begins=begins.isoformat(),
        ends=_ends(meeting, begins),
        zone=_zone(meeting),
        where=_line(meeting.get("LOCATION")),
        organiser=_person(_first(meeting.get("ORGANIZER"))),
        repeats=meeting.get("RRULE") is not None or meeting.get("RDATE") is not None,
        answer=_ANSWERS.get(status, ""),
        answered_by=_person(guest),
    )


def _moment(meeting: Any, name: str) -> datetime | date | None:
    value = _value(meeting, name)
    return value if isinstance(value, date) else None  # a datetime is a date


def _value(meeting: Any, name: str) -> Any:
    """What a property means in Python; None where it is missing or broken."""
    try:
        return getattr(_first(meeting.get(name)), "dt", None)
    except Exception:  # the library raises its own error only when a broken property is asked
        return None


def _ends(meeting: Any, begins: datetime | date) -> str:
    """The end told, or begin and duration; of whole days the last one (RFC 5545 names the day after)."""
    ends = _moment(meeting, "DTEND")
    lasts = _value(meeting, "DURATION")
    if ends is None and isinstance(lasts, timedelta):
        ends = begins + lasts
    if ends is None or type(ends) is not type(begins):
        return ""
    if not isinstance(begins, datetime):
        ends = max(begins, ends - timedelta(days=1))
    return ends.isoformat()


def _zone(meeting: Any) -> str:
    start = _first(meeting.get("DTSTART"))
    named = str(start.params.get("TZID", ""))
    value = start.dt
    is_utc = isinstance(value, datetime) and value.utcoffset() == timedelta(0)
    return named[:_LONGEST] or ("UTC" if is_utc else "")


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _person(value: Any) -> str:
    if value is None or isinstance(value, list):
        return ""
    address = str(value)
    address = address[7:] if address[:7].lower() == "mailto:" else address
    name = str(value.params.get("CN", "")).strip()
    return _line(name if not address or name == address else f"{name} <{address}>" if name else address)


def _line(value: Any) -> str:
    return " ".join(str(_first(value) or "").replace("\0", "").split())[:_LONGEST]
