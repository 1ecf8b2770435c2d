"""The forms of the assistant's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox, mailbox_ids
from handrail.assistant.answering.thresholds import CHANNELS, LEAST, MOST, default_threshold, thresholds
from handrail.assistant.models import Writer
from handrail.assistant.writing.configuring import LONGEST, SHORTEST
from handrail.helpcenter.translating.machine.forms import ServiceForm

CHANNEL_LABELS = {
    "chat": _("In chats"),
    "form": _("In forms"),
    "portal": _("In the portal"),
    "agent": _("For agents"),
}


class ThresholdsForm(forms.Form):
    """From how many percent of confidence on it answers, by channel; empty is what is shipped."""

    def __init__(self, data: QueryDict | None = None) -> None:
        kept = {channel: round(100 * value) for channel, value in thresholds().items()}
        super().__init__(data, initial=kept)
        for channel in CHANNELS:
            field = forms.IntegerField(
                label=_("How sure it must be, in percent"),
                required=False,
                min_value=round(100 * LEAST),
                max_value=round(100 * MOST),
            )
            field.widget.attrs["placeholder"] = str(round(100 * default_threshold(channel)))
            self.fields[channel] = field

    def values(self) -> dict[str, float | None]:
        """What was chosen, between 0 and 1, of the channels that were asked."""
        told = {channel: self.cleaned_data[channel] for channel in CHANNELS if channel in self.data}
        return {channel: None if value is None else value / 100 for channel, value in told.items()}


class WriterForm(ServiceForm):
    """The service that writes, and whose questions it may be sent."""

    ADDRESS = _("As in https://llm.example/v1: what stands before /chat/completions.")
    field_order = ("is_on", "address", "model", "secret", "is_own")

    is_on = forms.BooleanField(label=_("A service may write the answers"), required=False)
    model = forms.CharField(label=_("Model"), max_length=120, required=False)
    mailboxes = forms.ModelMultipleChoiceField(
        Mailbox.objects.none(),
        label=_("Mailboxes whose questions may be sent there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seconds = forms.FloatField(label=_("How many seconds it may take"), min_value=SHORTEST, max_value=LONGEST)
    price_in = forms.FloatField(label=_("Price of a million tokens sent"), min_value=0, required=False)
    price_out = forms.FloatField(label=_("Price of a million tokens written"), min_value=0, required=False)

    def __init__(self, data: QueryDict | None, *, of: Writer, by: Agent) -> None:
        names = ("is_on", "address", "model", "is_own", "seconds", "price_in", "price_out")
        chosen = list(of.mailboxes.all()) if Writer.objects.filter(pk=of.pk).exists() else []
        super().__init__(data, initial={name: getattr(of, name) for name in names} | {"mailboxes": chosen})
        field = self.fields["mailboxes"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = Mailbox.objects.visible_to(by).order_by("name", "pk")
        self._server = urlsplit(of.address)[:2]
        self._hidden = [one for one in chosen if one.pk not in mailbox_ids(by)]

    def clean(self) -> dict[str, Any]:
        """It has models with names; a price that is left empty is none.

        Mailboxes that this lead does not see stay as they were, but never for another server.
        """
        told = super().clean()
        if self._hidden and urlsplit(told.get("address", ""))[:2] == self._server:
            told["mailboxes"] = [*told.get("mailboxes", ()), *self._hidden]
        if told.get("is_on") and not told.get("model"):
            self.add_error("model", _("Name the model."))
        return told | {name: told.get(name) or 0.0 for name in ("price_in", "price_out")}
