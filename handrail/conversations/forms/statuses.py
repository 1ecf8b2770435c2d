"""The forms of a status."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.conversations.models import Category, Status


class StatusForm(forms.Form):
    """A status: what the team and the customer call it, and what it means."""

    name = forms.CharField(label=_("Name"), max_length=60)
    customer_label = forms.CharField(
        label=_("What the customer reads"),
        max_length=60,
        help_text=_("Such as “We are on it”. It may be the same for several statuses."),
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    is_default = forms.BooleanField(
        label=_("Default of its category"),
        required=False,
        help_text=_("What “Close” and “Reopen” and what happens by itself sets."),
    )

    def __init__(self, data: Any, *, status: Status | None = None, is_used: bool = False) -> None:
        names = ("name", "customer_label", "category", "is_default")
        super().__init__(data, initial={name: getattr(status, name) for name in names} if status else {})
        if status and is_used:
            category = self.fields["category"]
            category.disabled = True
            category.help_text = _("It stays: conversations have this status.")
        if status and status.is_default:
            self.fields["is_default"].disabled = True
            self.fields["is_default"].help_text = _(
                "Another status becomes the default when you tick this there."
            )
