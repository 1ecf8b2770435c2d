"""The hours of a mailbox, as an admin has set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.core.zones import check_zone, zone
from handrail.routing.hours import Hours, Slot

MOST_SLOTS, MOST_HOLIDAYS, LONGEST_NAME = 70, 400, 120


@dataclass(frozen=True)
class Holiday:
    """A date on which other hours hold; none of them: a day off."""

    day: date
    name: str = ""
    slots: tuple[Slot, ...] = ()

    def as_data(self) -> list[Any]:
        """As it is kept: the date, the name, and [begins, ends] of each slot."""
        return [self.day.isoformat(), self.name, [[slot.begins, slot.ends] for slot in self.slots]]

    @classmethod
    def of_data(cls, told: Any) -> Holiday:
        """What `as_data` wrote. Raises ValueError or TypeError for anything else."""
        text, name, slots = told
        day = date.fromisoformat(text)
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise ValueError(name)
        return cls(day, name, tuple(Slot(day.weekday(), begins, ends) for begins, ends in slots))


def check_slots(value: Any) -> None:
    """Raise ValidationError unless it is a list of [day, begins, ends], as `Slot` understands them."""
    try:
        slots = [Slot(*one) for one in value]
    except (TypeError, ValueError):
        raise ValidationError(_("That is not a valid week of hours.")) from None
    if len(slots) > MOST_SLOTS:
        raise ValidationError(_("These are too many hours."))


def check_holidays(value: Any) -> None:
    """Raise ValidationError unless it is a list as `Holiday.as_data` writes it, each date once."""
    try:
        days = [Holiday.of_data(one).day for one in value]
    except (TypeError, ValueError):
        raise ValidationError(_("That is not a valid list of holidays.")) from None
    if len(days) > MOST_HOLIDAYS:
        raise ValidationError(_("These are too many holidays."))
    if len(set(days)) < len(days):
        raise ValidationError(_("A date stands twice among the holidays."))


class MailboxHours(models.Model):
    """When a mailbox is looked after. One without hours counts as always open."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="hours")
    time_zone = models.CharField(max_length=60, validators=[check_zone])
    slots = models.JSONField(default=list, validators=[check_slots])
    holidays = models.JSONField(default=list, blank=True, validators=[check_holidays])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(slots=[]), name="hours_have_slots"),
        ]

    def __str__(self) -> str:
        return f"hours of {self.mailbox}"

    @property
    def days(self) -> list[Holiday]:
        """The holidays, earliest first."""
        return sorted(map(Holiday.of_data, self.holidays), key=lambda one: one.day)

    def as_hours(self) -> Hours:
        """The hours as one calculates with them."""
        slots = tuple(Slot(*one) for one in self.slots)
        return Hours(zone(self.time_zone), slots, {one.day: one.slots for one in self.days})


def hours_of(mailbox: int) -> Hours | None:
    """The hours of a mailbox, by its key; None for one that is always open."""
    found = MailboxHours.objects.filter(mailbox=mailbox).first()
    return found.as_hours() if found else None
