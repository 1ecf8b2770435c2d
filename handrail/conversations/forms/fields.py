"""The form by which a lead builds a field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.fields.choices import LONGEST_LABEL
from handrail.conversations.fields.facts import FieldType
from handrail.conversations.models import Field


class FieldForm(forms.Form):
    """A field: its type is chosen once, everything else may change."""

    label = forms.CharField(label=_("Name"), max_length=LONGEST_LABEL)
    type = forms.ChoiceField(label=_("Type"), choices=FieldType.choices)
    help = forms.CharField(
        label=_("Help"),
        required=False,
        max_length=300,
        help_text=_("One line that says what belongs here; agents read it under the field."),
    )
    required = forms.BooleanField(
        label=_("Required to close"),
        required=False,
        help_text=_("Agents cannot close a conversation while it is empty. Rules and time-outs can."),
    )
    mailboxes = forms.ModelMultipleChoiceField(
        label=_("Mailboxes"),
        queryset=Mailbox.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none ticked, conversations of every mailbox have it."),
    )

    def __init__(self, data: Any, *, by: Agent, field: Field | None = None) -> None:
        initial: dict[str, Any] = {}
        if field:
            initial = {name: getattr(field, name) for name in ("label", "help", "required")}
            initial["mailboxes"] = list(field.mailboxes.values_list("pk", flat=True))
        super().__init__(data, initial=initial)
        self._seen = Mailbox.objects.visible_to(by)
        self._field = field
        self.fields["mailboxes"].queryset = self._seen  # type: ignore[attr-defined]
        if field:
            del self.fields["type"]

    @property
    def chosen_mailboxes(self) -> list[Mailbox]:
        """Those that are ticked, and those the field has that this admin does not see: they stay."""
        kept = self._field.mailboxes.exclude(pk__in=self._seen.values("pk")) if self._field else []
        return [*self.cleaned_data["mailboxes"], *kept]
