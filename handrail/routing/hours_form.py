"""The form of a mailbox's hours: one line for each day, as one writes opening hours on a door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from handrail.core.zones import zone_choices
from handrail.routing.clock_text import read_day, write_day
from handrail.routing.hours import Slot


class HoursForm(forms.Form):
    """Zone and seven days; the holidays have lines of their own (`holiday_lines`)."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def __init__(self, data: Any, *, slots: Iterable[Slot] = (), zone: str = "UTC") -> None:
        by_day = {day: [slot for slot in slots if slot.day == day] for day in range(7)}
        initial = {f"day_{day}": write_day(some) for day, some in by_day.items()}
        super().__init__(data, initial={"time_zone": zone, **initial})
        choice = self.fields["time_zone"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = zone_choices(zone)
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

    @property
    def days(self) -> list[forms.BoundField]:
        """The lines of the week, Monday first."""
        return [self[f"day_{day}"] for day in range(7)]
