"""The form of a mailbox's hours: one line for each day, as one writes opening hours on a door."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.core.zones import zone_choices
from handrail.routing.hours import DAY, Slot
from handrail.routing.models import MOST_HOLIDAYS, MailboxHours

_SLOTS_A_DAY = 10
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?"
_SLOT = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")


def read_day(day: int, text: str) -> list[Slot]:
    """The slots of one day (0 is Monday) from "9:00-12:00, 13:00-17:00"; 22:00-6:00 ends the next day.

    Raises ValidationError that names what is no time.
    """
    told = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if len(told) > _SLOTS_A_DAY:
        raise ValidationError(gettext("That is more than %(most)d.") % {"most": _SLOTS_A_DAY})
    return [_slot(day, part) for part in told]


def write_day(slots: list[Slot]) -> str:
    """The same slots as one types them."""
    return ", ".join(f"{_clock(slot.begins)}-{_clock(slot.ends)}" for slot in sorted(slots))


def _slot(day: int, text: str) -> Slot:
    found = _SLOT.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        begins, ends = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        return Slot(day, begins, ends if ends > begins else ends + DAY)
    except ValueError:
        sentence = gettext("“%(text)s” is no time of work: write it like 9:00-17:00.")
        raise ValidationError(sentence % {"text": text[:60]}) from None


def _minutes(hours: str, minutes: str | None) -> int:
    told = int(hours) * 60 + int(minutes or 0)
    if told > DAY or int(minutes or 0) > 59:
        raise ValueError(hours)
    return told


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours if minutes <= DAY else hours - 24:02}:{rest:02}"


class HoursForm(forms.Form):
    """Zone, seven days, holidays."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    holidays = forms.CharField(
        label=_("Holidays"),
        required=False,
        max_length=MOST_HOLIDAYS * 12,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}),
        help_text=_("Dates such as 2027-01-01, one on each line. Nobody begins to work on them."),
    )

    def __init__(self, data: Any, *, hours: MailboxHours | None = None, zone: str = "UTC") -> None:
        slots = [Slot(*one) for one in hours.slots] if hours else []
        initial = {f"day_{day}": write_day([slot for slot in slots if slot.day == day]) for day in range(7)}
        initial["time_zone"] = hours.time_zone if hours else zone
        initial["holidays"] = "\n".join(day.isoformat() for day in hours.holidays) if hours else ""
        super().__init__(data, initial=initial)
        choice = self.fields["time_zone"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = zone_choices(str(initial["time_zone"]))
        for day in range(7):
            self.fields[f"day_{day}"] = forms.CharField(
                label=WEEKDAYS[day],
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"dir": "ltr"}),
            )

    def clean(self) -> dict[str, Any]:
        """The slots of the week in `slots`, each day's mistakes at its own line."""
        told = super().clean() or self.cleaned_data
        slots: list[Slot] = []
        for day in range(7):
            try:
                slots += read_day(day, str(told.get(f"day_{day}", "")))
            except ValidationError as problem:
                self.add_error(f"day_{day}", problem)
        return told | {"slots": slots}

    def clean_holidays(self) -> list[date]:
        """The dates; raises ValidationError that names what is none."""
        days = []
        for text in str(self.cleaned_data["holidays"]).replace(",", " ").split():
            try:
                days.append(date.fromisoformat(text))
            except ValueError:
                sentence = gettext("“%(text)s” is no date: write it like 2027-01-01.")
                raise ValidationError(sentence % {"text": text[:60]}) from None
        if len(days) > MOST_HOLIDAYS:
            raise ValidationError(gettext("That is more than %(most)d.") % {"most": MOST_HOLIDAYS})
        return days

    @property
    def days(self) -> list[forms.BoundField]:
        """The lines of the week, Monday first."""
        return [self[f"day_{day}"] for day in range(7)]
