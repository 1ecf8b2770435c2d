"""What a field is: the same facts for the panel, the verbs, the filter language and the API."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.conversations.fields.choices import Choices

Value = str | int | float | list[str]


class FieldType(models.TextChoices):
    """What may stand in a field."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    TREE = "tree", _("Choice in levels")
    PRODUCT = "product", _("Product and version")


OWN_CHOICES = (FieldType.CHOICE, FieldType.TREE)
PATHS = (FieldType.TREE, FieldType.PRODUCT)


@dataclass(frozen=True)
class FieldFacts:
    """One field; without `mailboxes` it is for all of them. Values are kept in JSON under `key`.

    A value is a text, a number, a date as ISO 8601, the key of a choice, or for choices in levels and
    products the list of keys from the top down: so a filter on the first finds everything below it.
    """

    key: str
    type: FieldType
    label: str
    help: str = ""
    choices: Choices = ()
    mailboxes: frozenset[int] = frozenset()
    required: bool = False
    retired: bool = False
    pk: int = 0

    def is_for(self, mailbox: int) -> bool:
        """Whether conversations of this mailbox have the field."""
        return not self.retired and (not self.mailboxes or mailbox in self.mailboxes)

    @property
    def is_path(self) -> bool:
        """Whether its value is a list of keys, from the top down."""
        return self.type in PATHS
