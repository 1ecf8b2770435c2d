"""Forms of the settings pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may
from handrail.channels.email.connecting.grants import Kind
from handrail.channels.email.models import Connection, Security, SignInService, WayIn, WayOut
from handrail.channels.email.verbs import WAYS
from handrail.core.zones import zone_choices
from handrail.workspace.esp_forms import EspFields


def _languages() -> list[tuple[str, str]]:
    return [("", str(_("The browser's language"))), *settings.LANGUAGES]


class ZoneForm(forms.ModelForm[Any]):
    """One with a time zone: the one that is kept can stay, whatever it is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["time_zone"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = zone_choices(self.instance.time_zone)


class ProfileForm(ZoneForm):
    """What agents decide about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    undo_seconds = forms.IntegerField(
        label=_("Seconds in which you may undo"),
        min_value=0,
        max_value=30,
        required=False,
        help_text=_("From 0 (never) to 30; the key is z. Replies wait that long before they are sent."),
    )

    class Meta:
        model = Agent
        fields: ClassVar = ["name", "language", "time_zone", "undo_seconds"]
        labels: ClassVar = {"name": _("Name")}

    def clean_undo_seconds(self) -> int:
        """Left empty, it stays as it is."""
        chosen: int | None = self.cleaned_data["undo_seconds"]
        return self.instance.undo_seconds if chosen is None else chosen


class MailboxForm(ZoneForm):
    """A mailbox's name and address."""

    language = forms.ChoiceField(label=_("Language of its customers"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = Mailbox
        fields: ClassVar = ["name", "address", "language", "time_zone"]
        labels: ClassVar = {"name": _("Name"), "address": _("E-mail address")}


class ConnectionForm(EspFields):
    """Where a mailbox's mail comes from and goes to; a password is never shown again."""

    incoming = forms.ChoiceField(
        label=_("How does mail come in?"), choices=WayIn.choices, required=False, widget=forms.RadioSelect
    )
    outgoing = forms.ChoiceField(
        label=_("How does mail go out?"), choices=WayOut.choices, required=False, widget=forms.RadioSelect
    )

    service = forms.ModelChoiceField(
        label=_("How it signs in"),
        queryset=SignInService.objects.order_by("name"),
        required=False,
        empty_label=_("With a password or an app password"),
        help_text=_("With a sign-in service no password is kept here: the provider asks, and you allow it."),
    )
    imap_secret = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput)
    smtp_secret = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput)
    imap_security = forms.ChoiceField(label=_("Protection"), choices=Security.choices, initial=Security.SSL)
    smtp_security = forms.ChoiceField(
        label=_("Protection"), choices=Security.choices, initial=Security.STARTTLS
    )

    class Meta:
        model = Connection
        fields: ClassVar = [
            "incoming", "outgoing", "esp",
            "service", "imap_host", "imap_port", "imap_security", "imap_user", "imap_secret", "imap_folder",
            "fetch_existing",
            "smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_secret", "for_colleagues",
        ]  # fmt: skip
        labels: ClassVar = {
            "service": _("How it signs in"),
            "imap_host": _("Server"),
            "imap_port": _("Port"),
            "imap_user": _("User name"),
            "imap_folder": _("Folder"),
            "fetch_existing": _("Also fetch the mail that lies there already"),
            "smtp_host": _("Server"),
            "smtp_port": _("Port"),
            "smtp_user": _("User name"),
            "for_colleagues": _("Mail to colleagues and links into the portal may leave here"),
        }
        help_texts: ClassVar = {
            "for_colleagues": _(
                "Whoever runs its server could read them, also the links to new passwords. If a lead changes "
                "how mail goes out, an owner has to allow it again."
            )
        }
        widgets: ClassVar = {"imap_folder": forms.TextInput(attrs={"list": "folders"})}

    def __init__(self, *args: Any, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may(by.role, May.EVERYTHING):
            del self.fields["for_colleagues"]
        elif not self.instance.pk:
            self.initial["for_colleagues"] = True

    def clean(self) -> dict[str, Any]:
        """A password that one server was told is not told to another: it is entered again."""
        told = super().clean()
        for way in WAYS:
            has_secret = bool(getattr(self.instance, f"{way}_sealed"))
            if has_secret and f"{way}_host" in self.changed_data and not told.get(f"{way}_secret"):
                self.add_error(f"{way}_secret", gettext("Enter the password again, for the other server."))
        return told

    def settings(self) -> dict[str, Any]:
        """What was told, as `connect_mailbox` takes it."""
        told = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return told | self.esp_settings()


class ServiceForm(forms.ModelForm[SignInService]):
    """An OAuth client that an admin registered; its secret is never shown again."""

    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted, never shown. Empty: it stays as it is."),
    )

    class Meta:
        model = SignInService
        fields: ClassVar = [
            "kind", "name", "client_id", "client_secret", "secret_ends_on", "tenant",
            "authorize_url", "token_url", "scope",
        ]  # fmt: skip
        labels: ClassVar = {
            "kind": _("Provider"),
            "name": _("Name"),
            "client_id": _("Client id"),
            "secret_ends_on": _("The secret ends on"),
            "tenant": _("Tenant (Microsoft only)"),
            "authorize_url": _("Authorization address (another provider only)"),
            "token_url": _("Token address (another provider only)"),
            "scope": _("Scope (another provider only)"),
        }
        help_texts: ClassVar = {
            "secret_ends_on": _("We warn two weeks before. Microsoft shows the day beside the secret."),
            "tenant": _("The directory id of your organisation; “common” lets any account sign in."),
        }
        widgets: ClassVar = {"secret_ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        """Another provider needs its addresses."""
        told = super().clean() or self.cleaned_data
        for name in ("authorize_url", "token_url"):
            if told.get("kind") == Kind.OTHER and not told.get(name) and name not in self.errors:
                self.add_error(name, _("Another provider needs this address."))
        return told
