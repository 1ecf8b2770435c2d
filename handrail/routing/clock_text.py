"""Times and lengths as people type them: 9:00-12:00, 13-17; 4h, 30m, 1h 30m."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handrail.routing.hours import DAY, Slot
from handrail.routing.models import LONGEST_PROMISE

_SLOTS_A_DAY = 10
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?"
_SLOT = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_LENGTH = re.compile(r"(?:(\d{1,4})\s*(?:h|:|$))?\s*(?:(\d{1,5})\s*m?)?", re.IGNORECASE)


def read_day(day: int, text: str) -> list[Slot]:
    """The slots of one day (0 is Monday) from "9:00-12:00, 13:00-17:00"; 22:00-6:00 ends the next day.

    Raises ValidationError that names what is no time.
    """
    told = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if len(told) > _SLOTS_A_DAY:
        raise ValidationError(_("That is more than %(most)d.") % {"most": _SLOTS_A_DAY})
    return [_slot(day, part) for part in told]


def write_day(slots: list[Slot]) -> str:
    """The same slots as one types them."""
    return ", ".join(f"{_clock(slot.begins)}-{_clock(slot.ends)}" for slot in sorted(slots))


def read_length(text: str) -> int | None:
    """Minutes from "4h", "30m", "1h 30m", "1:30" or "4" (hours); None for nothing. Raises ValidationError."""
    text = text.strip()
    if not text:
        return None
    found = _LENGTH.fullmatch(text)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0)
    told = hours * 60 + minutes
    if not told:
        sentence = _("“%(text)s” is no length of time: write it like 4h or 30m.")
        raise ValidationError(sentence % {"text": text[:60]})
    if told > LONGEST_PROMISE:
        raise ValidationError(_("That is more than %(most)dh.") % {"most": LONGEST_PROMISE // 60})
    return told


def write_length(minutes: int | None) -> str:
    """The same length as one types it."""
    hours, rest = divmod(minutes or 0, 60)
    return " ".join(filter(None, (f"{hours}h" if hours else "", f"{rest}m" if rest else "")))


def _slot(day: int, text: str) -> Slot:
    found = _SLOT.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        begins, ends = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        return Slot(day, begins, ends if ends > begins else ends + DAY)
    except ValueError:
        sentence = _("“%(text)s” is no time of work: write it like 9:00-17:00.")
        raise ValidationError(sentence % {"text": text[:60]}) from None


def _minutes(hours: str, minutes: str | None) -> int:
    told = int(hours) * 60 + int(minutes or 0)
    if told > DAY or int(minutes or 0) > 59:
        raise ValueError(hours)
    return told


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours if minutes <= DAY else hours - 24:02}:{rest:02}"
