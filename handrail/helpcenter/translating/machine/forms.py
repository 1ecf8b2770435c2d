"""The form of the machine that translates."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.helpcenter.models import MachineTranslator
from handrail.helpcenter.translating.machine.configuring import check_address


class ServiceForm(forms.Form):
    """A service outside that is asked for texts: where it is, and what opens it."""

    ADDRESS: ClassVar[str | Promise] = ""  # what is said of the address

    is_on = forms.BooleanField(required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "url"}),
    )
    secret = forms.CharField(
        label=_("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("Kept encrypted and never shown. Left empty, the one that is kept stays."),
    )
    is_own = forms.BooleanField(
        label=_("This is a server of our own"),
        required=False,
        help_text=_("Then it may stand in your own network, and be reached by http."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = str(self.ADDRESS)

    def clean(self) -> dict[str, Any]:
        """The address must be one of a service."""
        told: dict[str, Any] = super().clean() or {}
        address = told.get("address", "").strip()
        check_address(address, is_own=told.get("is_own", False), is_on=told.get("is_on", False))
        return told | {"address": address}


class MachineForm(ServiceForm):
    """Where drafts of translations come from."""

    ADDRESS = _("As in https://translate.example, or https://llm.example/v1 for the other kind.")

    is_on = forms.BooleanField(label=_("A machine may write drafts"), required=False)
    kind = forms.ChoiceField(label=_("It speaks as"), choices=MachineTranslator.Kind.choices)
    model = forms.CharField(
        label=_("Model"), max_length=120, required=False, help_text=_("Only for the OpenAI-compatible kind.")
    )

    def __init__(self, data: QueryDict | None, *, of: MachineTranslator) -> None:
        names = ("is_on", "kind", "address", "model", "is_own")
        super().__init__(data, initial={name: getattr(of, name) for name in names})

    def clean(self) -> dict[str, Any]:
        """One that speaks as OpenAI's does has models with names."""
        told = super().clean()
        if told.get("is_on") and told.get("kind") == MachineTranslator.Kind.OPENAI and not told.get("model"):
            self.add_error("model", _("Name the model."))
        return told
