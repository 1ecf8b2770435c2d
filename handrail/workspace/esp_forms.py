"""The part of a mailbox's form that is about e-mail services: each asks for something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.esp.services import Service, services
from handrail.channels.email.esp.transport import own_url
from handrail.channels.email.models import Connection, WayIn, WayOut
from handrail.core.vault import SecretUnreadableError

_NEEDED = ("imap_host", "imap_user", "imap_secret", "smtp_host", "smtp_user", "smtp_secret")


class EspFields(forms.ModelForm[Connection]):
    """One choice of a service, and for every service the fields it needs; secrets are never shown again."""

    esp = forms.ChoiceField(label=_("E-mail service"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["esp"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = [("", gettext("Choose …")), *((one.key, one.name) for one in services().values())]
        for service in services().values():
            self.fields |= _fields(service, self.instance)
        self.use_required_attribute = False  # a field of another way is hidden: no browser may wait for it
        if not self.is_bound:
            self._mark_needed()

    def _mark_needed(self) -> None:
        """What a way cannot do without is not called optional; only the chosen service's is asked for."""
        for name in _NEEDED:
            self.fields[name].required = True
        for service in services().values():
            for name in service.secrets if self.instance.esp != service.key else ():
                self.fields[f"{service.key}-{name}"].required = True

    def groups(self) -> Iterator[tuple[Service, list[BoundField]]]:
        """Every service with its fields."""
        for service in services().values():
            begin = f"{service.key}-"
            yield service, [bound for bound in self if bound.name.startswith(begin)]

    def esp_settings(self) -> dict[str, Any]:
        """What was told of the chosen service, as `connect_mailbox` takes it."""
        told = self.cleaned_data
        service = services().get(told.get("esp", ""))
        if service is None:
            return {"esp": ""}
        names = (*service.secrets, *service.hook_secrets)
        secrets = {name: told.get(f"{service.key}-{name}", "") for name in names}
        more = {f"esp_{one}": told.get(f"{service.key}-{one}", "") for one in ("region", "domain", "url")}
        return {"esp": service.key, "esp_secrets": secrets, **more}

    def clean(self) -> dict[str, Any]:
        """A way by a service needs one, and what it signs in with."""
        told = super().clean() or self.cleaned_data
        told["incoming"], told["outgoing"] = (
            told.get("incoming") or WayIn.IMAP,
            told.get("outgoing") or WayOut.SMTP,
        )
        comes, goes = told["incoming"] == WayIn.ESP, told["outgoing"] == WayOut.ESP
        service = services().get(told.get("esp", ""))
        self._mark_needed()
        if service is None:
            if comes or goes:
                self.add_error("esp", gettext("Choose the e-mail service."))
            return told
        if comes and not service.gives_mail:
            says = gettext(
                "%(service)s does not bring mail to Handrail. Choose another way for incoming mail."
            )
            self.add_error("esp", says % {"service": service.name})
        if not service.is_installed:
            self.add_error(
                "esp", gettext("Whoever runs Handrail must install it first: pip install 'handrail[ses]'.")
            )
        self._check_secrets(service, goes=goes, comes=comes)
        self._check_url(service)
        return told

    def _check_secrets(self, service: Service, *, goes: bool, comes: bool) -> None:
        kept = kept_secrets(self.instance) if self.initial.get("esp") == service.key else {}
        needed = [*(service.secrets if goes else ())]
        needed += service.hook_secrets if comes and service.key == "mailgun" else ()
        for name in needed:
            field = f"{service.key}-{name}"
            if not self.cleaned_data.get(field) and not kept.get(name):
                self.add_error(field, gettext("This is needed."))

    def _check_url(self, service: Service) -> None:
        field = f"{service.key}-url"
        if not service.asks_url or field in self.errors:
            return
        try:
            own_url(self.cleaned_data.get(field, ""))
        except (MailboxProblem, ValueError) as problem:
            self.add_error(field, str(problem))


def kept_secrets(connection: Connection) -> dict[str, str]:
    """What is known already; nothing when the keys have changed."""
    try:
        return connection.esp_secrets
    except SecretUnreadableError:
        return {}


def _fields(service: Service, kept: Connection) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    is_kept = kept.esp == service.key
    secret = forms.PasswordInput(attrs={"autocomplete": "off"})
    for name, label in {**service.secrets, **service.hook_secrets}.items():
        about = gettext("Kept encrypted, never shown. Empty: it stays as it is.") if is_kept else ""
        fields[name] = forms.CharField(label=_(label), required=False, widget=secret, help_text=about)
    if service.regions:
        choices = [(key, _(name)) for key, (name, _url) in service.regions.items()]
        fields["region"] = forms.ChoiceField(
            label=_("Region"), choices=choices, required=False, initial=kept.esp_region if is_kept else None
        )
    if service.asks_domain:
        fields["domain"] = forms.CharField(
            label=_("Sending domain"), required=False, max_length=253,
            initial=kept.esp_domain if is_kept else "",
            help_text=_("As it is called there. Empty: the domain of the mailbox's address."),
        )  # fmt: skip
    if service.asks_url:
        fields["url"] = forms.URLField(
            label=_("Address of its API"), required=False, assume_scheme="https",
            initial=kept.esp_url if is_kept else "",
        )  # fmt: skip
    return {f"{service.key}-{name}": field for name, field in fields.items()}
