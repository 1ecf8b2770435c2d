"""The lines of holidays on the page of hours: a date, a name, and the hours of that day, if it has some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from handrail.routing.clock_text import read_day, write_day
from handrail.routing.models import MOST_HOLIDAYS
from handrail.routing.models.hours import LONGEST_NAME, Holiday

BLANK = 2  # lines to write a new one
SHOWN = timedelta(days=31)  # what passed before is kept, as promises may reach back, but not shown
KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Line:
    """One line as it was typed, and what is wrong with it."""

    day: str = ""
    name: str = ""
    hours: str = ""
    wrong: str = ""

    @classmethod
    def of(cls, holiday: Holiday) -> Line:
        """A holiday as one types it."""
        return cls(holiday.day.isoformat(), holiday.name, write_day(list(holiday.slots)))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing; a line without a date says that the holiday goes."""
        return not self.day

    def read(self) -> Holiday:
        """What it means. Raises ValidationError."""
        try:
            day = date.fromisoformat(self.day)
        except ValueError:
            sentence = _("“%(text)s” is no date: write it like 2027-01-01.")
            raise ValidationError(sentence % {"text": self.day[:60]}) from None
        return Holiday(day, self.name.strip()[:LONGEST_NAME], tuple(read_day(day.weekday(), self.hours)))


def lines_of(holidays: Iterable[Holiday], today: date) -> list[Line]:
    """The lines of those that are shown, earliest first."""
    return [Line.of(one) for one in sorted(holidays, key=lambda one: one.day) if one.day >= today - SHOWN]


def typed_lines(post: QueryDict) -> list[Line]:
    """The lines that were typed into the page."""
    typed = zip(*(post.getlist(f"holiday_{name}") for name in ("day", "name", "hours")), strict=False)
    lines = [Line(*(text.replace("\x00", "").strip() for text in one)) for one in typed]
    return [line for line in lines if not line.is_empty][: MOST_HOLIDAYS + 1]


def read_lines(lines: Iterable[Line]) -> tuple[list[Holiday], list[Line]]:
    """What the lines mean, and the lines again with what is wrong with each."""
    found: dict[date, Holiday] = {}
    told: list[Line] = []
    for line in lines:
        try:
            holiday = line.read()
            if holiday.day in found:
                raise ValidationError(_("This date stands there already."))
            found[holiday.day] = holiday
            told.append(line)
        except ValidationError as problem:
            told.append(Line(line.day, line.name, line.hours, " ".join(problem.messages)))
    return list(found.values()), told


def not_shown(holidays: Iterable[Holiday], today: date) -> list[Holiday]:
    """Those that have passed and are kept all the same."""
    return [one for one in holidays if today - KEPT <= one.day < today - SHOWN]
