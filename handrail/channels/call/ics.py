"""An appointment as a file for calendars (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from handrail import __version__
from handrail.channels.call.models import CallOffer

_LONGEST_LINE = 75  # octets, section 3.1


def calendar_of(offer: CallOffer, *, at: datetime) -> bytes:
    """The chosen call of an offer, in the language that is set. Raises ValueError when none is chosen."""
    if offer.picked is None or offer.ends_at is None:
        raise ValueError("no time was chosen")
    who = offer.conversation.mailbox.name
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Handrail//{__version__}//EN", "METHOD:PUBLISH"),
        *("BEGIN:VEVENT", f"UID:{offer.public_id}@handrail", f"DTSTAMP:{_time(at)}"),
        *(f"DTSTART:{_time(offer.picked)}", f"DTEND:{_time(offer.ends_at)}"),
        f"SUMMARY:{_text(_('Call with %(name)s') % {'name': who})}",
        f"LOCATION:{_text(offer.link or _('We call you: %(phone)s') % {'phone': offer.phone})}",
        *([f"URL:{offer.link}"] if offer.link else []),
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return b"".join(_folded(line) for line in lines)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> bytes:
    """In lines of 75 octets at most, never cut within a letter (section 3.1)."""
    told, room = [b""], _LONGEST_LINE
    for letter in line:
        octets = letter.encode()
        if len(told[-1]) + len(octets) > room:
            told.append(b" ")
        told[-1] += octets
    return b"\r\n".join(told) + b"\r\n"
