"""The form of a mailbox's promises: a line for each priority, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models import Priority
from handrail.routing.clock_text import read_length, write_length
from handrail.routing.models import Promise


class Length(forms.CharField):
    """A length of time as one types it; minutes, or None for nothing."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """Read it."""
        return read_length(str(value or ""))

    def run_validators(self, value: Any) -> None:
        """`to_python` has said what is wrong."""


class PromiseLine(NamedTuple):
    """What is promised for one priority."""

    label: str
    first: forms.BoundField
    following: forms.BoundField
    around_the_clock: forms.BoundField


class PromisesForm(forms.Form):
    """Two lengths for each priority, and whether they count around the clock."""

    def __init__(self, data: Any, *, promises: Iterable[Promise] = ()) -> None:
        initial: dict[str, object] = {}
        for one in promises:
            initial |= {
                f"first_{one.priority}": write_length(one.first_reply),
                f"next_{one.priority}": write_length(one.next_reply),
                f"clock_{one.priority}": one.around_the_clock,
            }
        super().__init__(data, initial=initial)
        for level in Priority:
            self.fields[f"first_{level.value}"] = _length(_("First reply"))
            self.fields[f"next_{level.value}"] = _length(_("Each next reply"))
            self.fields[f"clock_{level.value}"] = forms.BooleanField(
                label=_("Around the clock"), required=False
            )

    def promises(self) -> list[Promise]:
        """What was typed, once it is valid."""
        told = self.cleaned_data
        found = (
            Promise(
                priority=level.value,
                first_reply=told[f"first_{level.value}"],
                next_reply=told[f"next_{level.value}"],
                around_the_clock=told[f"clock_{level.value}"],
            )
            for level in Priority
        )
        return [one for one in found if one.first_reply or one.next_reply]

    @property
    def lines(self) -> Iterator[PromiseLine]:
        """The lines of the page."""
        for level in reversed(list(Priority)):
            names = (f"{part}_{level.value}" for part in ("first", "next", "clock"))
            yield PromiseLine(str(level.label), *(self[name] for name in names))


def _length(label: Any) -> Length:
    widget = forms.TextInput(attrs={"dir": "ltr", "placeholder": _("no promise"), "autocomplete": "off"})
    return Length(label=label, required=False, max_length=20, widget=widget)
