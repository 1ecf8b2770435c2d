"""The provider in the portal's settings, for owners: it says who a customer is, and so what is read."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_owners
from handrail.accounts.models import Agent
from handrail.channels.portal import tasks
from handrail.channels.portal.models import Provider
from handrail.channels.portal.openid.arriving import back_address
from handrail.channels.realm_field import RealmField
from handrail.core.audit import audit
from handrail.core.vault import seal
from handrail.ui.fragments import render


class ProviderForm(forms.ModelForm[Provider]):
    """Where the provider is, and how it knows us; an empty secret leaves the one that there is."""

    issuer = forms.CharField(
        label=gettext_lazy("Its address (issuer)"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy("As the provider writes it, such as https://id.lamp.example/realms/shop"),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted. Empty: it stays as it is, or there is none."),
    )
    realm = RealmField()

    class Meta:
        model = Provider
        fields: ClassVar = ["is_on", "name", "issuer", "client_id", "realm"]
        labels: ClassVar = {
            "is_on": gettext_lazy("Customers may sign in with it"),
            "name": gettext_lazy("Its name"),
            "client_id": gettext_lazy("Client id"),
        }
        help_texts: ClassVar = {"name": gettext_lazy("Customers read: Sign in with …")}
        widgets: ClassVar = {
            "client_id": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        }

    def clean_issuer(self) -> str:
        """By https, but for servers that the operator trusts."""
        issuer = str(self.cleaned_data["issuer"]).strip()
        is_own = any(issuer.startswith(f"http://{place}") for place in settings.OWN_SERVERS)
        if not issuer.startswith("https://") and not is_own:
            raise forms.ValidationError(_("Write an address that begins with https://"))
        if "?" in issuer or "#" in issuer:
            raise forms.ValidationError(_("An issuer has no ? and no # in its address."))
        return issuer


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change it; saving asks the provider, in a job. `drop` forgets it."""
    if request.method == "POST" and request.POST.get("drop"):
        Provider.objects.all().delete()
        audit(agent, "portal provider removed")
        messages.success(request, _("Nobody signs in with it any more."))
        return redirect("portal_provider")
    found = Provider.objects.filter(pk=1).first()
    form = ProviderForm(request.POST or None, instance=found or Provider(pk=1, is_on=True))
    if request.method == "POST" and form.is_valid():
        _keep(form, agent)
        messages.success(request, _("Saved. The provider is being asked."))
        return redirect("portal_provider")
    context: dict[str, Any] = {"form": form, "provider": found, "section": "portal_settings"}
    context["back_address"] = back_address()
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/provider.html", context, status=status)


@transaction.atomic
def _keep(form: ProviderForm, agent: Agent) -> None:
    provider = form.save(commit=False)
    if form.cleaned_data["secret"]:
        provider.secret_sealed = seal(form.cleaned_data["secret"])
    if {"issuer", "client_id"} & set(form.changed_data):
        provider.document, provider.keys, provider.asked_at = {}, [], None
    provider.problem = ""
    provider.save()
    told = {name: getattr(provider, name) for name in ("is_on", "name", "issuer", "client_id", "realm")}
    audit(agent, "portal provider changed", **told)
    tasks.ask_provider.defer()
