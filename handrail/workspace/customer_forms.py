"""Forms of the pages of customers, organisations, attributes and retention rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.core.zones import zone_choices
from handrail.customers.attributes import describe
from handrail.customers.models import Attribute, AttributeType, Customer, Of, Organisation
from handrail.ui.words import reader_locale

PREFIX = "field_"


def _languages(current: str) -> list[tuple[str, str]]:
    """Every language with a code of two letters, by its name in the reader's language."""
    names = Locale(reader_locale().language).languages
    known = {code: name for code, name in names.items() if len(code) == 2}
    if current:
        known.setdefault(current, current)
    return [("", "–"), *sorted(known.items(), key=lambda one: one[1].casefold())]


class NewCustomerForm(forms.Form):
    """Somebody who has not written yet: a name, an address, or both."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two, by which they are known."""
        data = super().clean() or {}
        if not self.errors and not (data.get("name") or data.get("email")):
            raise ValidationError(_("Write a name or an address."))
        return data


class _Described(forms.Form):
    """A form with a field for each attribute."""

    of: str

    def add_attributes(self, fields: Mapping[str, Any]) -> None:
        """A field for each attribute, with its value."""
        for one in describe(self.of, fields):
            self.fields[PREFIX + one.attribute.key] = _attribute_field(one.attribute)
            self.initial[PREFIX + one.attribute.key] = one.text

    @property
    def values(self) -> dict[str, str]:
        """What was written into the attributes, by their keys."""
        return {
            name.removeprefix(PREFIX): str(text or "")
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }

    def add_problem(self, problem: ValidationError) -> None:
        """Say what a verb refused, beside the field that it is about."""
        told = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        for name, words in told.items():
            field = next((one for one in (name, PREFIX + name) if one in self.fields), None)
            self.add_error(field, words)


def _attribute_field(attribute: Attribute) -> forms.Field:
    label = attribute.label
    if attribute.type == AttributeType.CHOICE:
        choices = [("", "–"), *((choice, choice) for choice in attribute.choices)]
        return forms.CharField(label=label, required=False, widget=forms.Select(choices=choices))
    if attribute.type == AttributeType.YES_NO:
        told = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]
        return forms.CharField(label=label, required=False, widget=forms.Select(choices=told))
    if attribute.type == AttributeType.DATE:
        return forms.CharField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    attrs = {"inputmode": "decimal"} if attribute.type == AttributeType.NUMBER else {"dir": "auto"}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


class CustomerForm(_Described):
    """What is known of a customer."""

    of = Of.CUSTOMER
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A name that is not known yet makes a new one."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    def __init__(self, data: Any, *, customer: Customer) -> None:
        initial = {name: getattr(customer, name) for name in ("name", "language", "time_zone")}
        initial["organisation"] = str(customer.organisation or "")
        super().__init__(data, initial=initial)
        language, zone = self.fields["language"], self.fields["time_zone"]
        assert isinstance(language, forms.ChoiceField) and isinstance(zone, forms.ChoiceField)  # noqa: S101, PT018
        language.choices = _languages(customer.language)
        known = zone_choices()
        zones = known if customer.time_zone in dict(known) else [(customer.time_zone,) * 2, *known]
        zone.choices = [("", "–"), *(one for one in zones if one[0])]
        for name in ("name", "organisation"):
            self.fields[name].widget.attrs["dir"] = "auto"
        self.add_attributes(customer.fields)


class OrganisationForm(_Described):
    """What is known of an organisation."""

    of = Of.ORGANISATION
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    joins_by_domain = forms.BooleanField(
        label=gettext_lazy("New customers with an address of its domains join by themselves"), required=False
    )

    def __init__(self, data: Any, *, organisation: Organisation | None, may_join: bool) -> None:
        known = organisation or Organisation()
        initial = {"name": known.name, "joins_by_domain": known.joins_by_domain}
        super().__init__(data, initial=initial)
        if not may_join or organisation is None:
            del self.fields["joins_by_domain"]
        self.add_attributes(known.fields)


class AttributeForm(forms.Form):
    """An attribute as admins define it; its type and whom it describes stay as they were first."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    of = forms.ChoiceField(label=gettext_lazy("Describes"), choices=Of.choices)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=AttributeType.choices)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy("For “One of several”: one to a line."),
    )

    def __init__(self, data: Any, *, attribute: Attribute | None) -> None:
        initial = {}
        if attribute:
            initial = {"label": attribute.label, "choices": "\n".join(attribute.choices)}
        super().__init__(data, initial=initial)
        if attribute:
            del self.fields["of"], self.fields["type"]
            if attribute.type != AttributeType.CHOICE:
                del self.fields["choices"]


class RetentionForm(forms.Form):
    """How long a mailbox keeps words."""

    closed_months = forms.IntegerField(
        label=gettext_lazy("Erase the words of closed conversations after so many months"),
        required=False,
        min_value=1,
        max_value=600,
    )
    spam_days = forms.IntegerField(
        label=gettext_lazy("Erase spam after so many days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=gettext_lazy("Sendings of forms that are held as spam go with it."),
    )
    is_on = forms.BooleanField(label=gettext_lazy("The rule is on"), required=False)
