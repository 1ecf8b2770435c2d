"""The hours of a mailbox, as an admin has set them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.core.zones import check_zone, zone
from handrail.routing.hours import Hours, Slot

MOST_SLOTS, MOST_HOLIDAYS = 70, 400


def check_slots(value: Any) -> None:
    """Raise ValidationError unless it is a list of [day, begins, ends], as `Slot` understands them."""
    try:
        slots = [Slot(*one) for one in value]
    except (TypeError, ValueError):
        raise ValidationError(_("That is not a valid week of hours.")) from None
    if len(slots) > MOST_SLOTS:
        raise ValidationError(_("These are too many hours."))


class MailboxHours(models.Model):
    """When a mailbox is looked after. One without hours counts as always open."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="hours")
    time_zone = models.CharField(max_length=60, validators=[check_zone])
    slots = models.JSONField(default=list, validators=[check_slots])
    holidays = ArrayField(models.DateField(), default=list, blank=True, size=MOST_HOLIDAYS)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(slots=[]), name="hours_have_slots"),
        ]

    def __str__(self) -> str:
        return f"hours of {self.mailbox}"

    def as_hours(self) -> Hours:
        """The hours as one calculates with them."""
        slots = tuple(Slot(*one) for one in self.slots)
        return Hours(zone(self.time_zone), slots, frozenset(self.holidays))


def hours_of(mailbox: int) -> Hours | None:
    """The hours of a mailbox, by its key; None for one that is always open."""
    found = MailboxHours.objects.filter(mailbox=mailbox).first()
    return found.as_hours() if found else None
