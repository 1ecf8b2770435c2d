"""The question whose users a product's ids are, alike wherever a secret is set up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.channels.vouching import LONGEST_REALM, REALM


class RealmField(forms.CharField):
    """The name of a table of users; empty: it is shared with nobody."""

    def __init__(self, **more: Any) -> None:
        told: dict[str, Any] = {
            "label": _("Whose users its ids are"),
            "required": False,
            "max_length": LONGEST_REALM,
            "validators": [REALM],
            "widget": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
            "help_text": _(
                "Empty: an id means the same person here only. Where the same name stands, such as shop,"
                " an id is the same person: write it where products share one table of users."
            ),
        }
        super().__init__(**told | more)
