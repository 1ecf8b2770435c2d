"""The form of the portal's settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.channels.portal.models import Portal
from handrail.channels.realm_field import RealmField


class PortalForm(forms.ModelForm[Portal]):
    """On or off, the look, the mailboxes; those that a lead may not see stay as they are, and the realm."""

    mailboxes = forms.ModelMultipleChoiceField(
        Mailbox.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Mailboxes"),
        help_text=_("Customers see their requests in these, and write new ones to them."),
    )

    realm = RealmField()

    class Meta:
        model = Portal
        fields: ClassVar = [
            "is_on",
            "brand",
            "name",
            "colour",
            "mailboxes",
            "first_mailbox",
            "answers_first",
            "realm",
        ]
        labels: ClassVar = {
            "is_on": _("Customers may sign in and see their requests"),
            "brand": _("Brand"),
            "name": _("Name at the head of every page"),
            "colour": _("Colour of the stripe above it"),
            "first_mailbox": _("New requests go to"),
            "answers_first": _("Show the assistant's answer before a request is sent"),
        }
        help_texts: ClassVar = {
            "brand": _("The help center whose logo stands above every page."),
            "name": _("As your customers know you. Empty: the brand's."),
            "first_mailbox": _("Unless the customer chooses another. Empty: the first by name."),
            "answers_first": _("Only where it is sure, from articles that this customer may read."),
            "colour": _("Written as #0b7a75, for instance. Empty: the brand's."),
        }

    def __init__(self, *args: Any, visible: Any, is_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_owner = is_owner
        self.fields["realm"].disabled = not is_owner
        self.visible, self.initial_first = visible, self.instance.first_mailbox
        for name in ("mailboxes", "first_mailbox"):
            self.fields[name].queryset = visible  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is on needs a name and a mailbox."""
        told = super().clean() or {}
        if told.get("is_on") and not (told.get("name") or told.get("brand")):
            self.add_error("name", _("Write the name by which your customers know you."))
        if told.get("is_on") and not self.all_mailboxes():
            self.add_error("mailboxes", _("Choose at least one mailbox."))
        if (first := told.get("first_mailbox")) and first not in self.all_mailboxes():
            self.add_error("first_mailbox", _("Choose one of the mailboxes above."))
        return told

    def clean_first_mailbox(self) -> Mailbox | None:
        """The one chosen; one that this lead may not see stays."""
        kept = self.initial_first
        is_hidden = kept is not None and not self.visible.filter(pk=kept.pk).exists()
        chosen: Mailbox | None = self.cleaned_data["first_mailbox"]
        return chosen or (kept if is_hidden else None)

    def all_mailboxes(self) -> list[Mailbox]:
        """Those chosen, and those that were chosen before by somebody who sees more."""
        chosen = list(self.cleaned_data.get("mailboxes") or [])
        hidden = self.instance.mailboxes.exclude(pk__in=self.visible.values("pk")) if self.instance.pk else []
        return [*chosen, *hidden]
