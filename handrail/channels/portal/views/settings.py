"""The portal's page in the settings, for owners and leads; who signs customers in is for owners."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins, for_owners
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may
from handrail.channels.portal.configuring import drop_secret, renew_secret, set_portal
from handrail.channels.portal.forms import PortalForm
from handrail.channels.portal.models import Portal, Provider
from handrail.ui.fragments import render

FACTS = ("is_on", "brand", "name", "colour", "realm", "first_mailbox", "answers_first")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change the settings."""
    form = _form(agent, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in FACTS}
        set_portal(**told, mailboxes=form.all_mailboxes(), by=agent)
        messages.success(request, _("Saved."))
        return redirect("portal_settings")
    return _shown(request, form, status=422 if request.method == "POST" else 200)


@require_POST
@for_owners
def secret(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A new secret, shown this once, or with `drop` none any more; by it one signs in as any customer."""
    if request.POST.get("drop"):
        drop_secret(by=agent)
        messages.success(request, _("The product signs nobody in any more."))
        return redirect("portal_settings")
    made = renew_secret(by=agent)
    response = _shown(request, _form(agent), secret=made)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _form(agent: Agent, posted: QueryDict | None = None) -> PortalForm:
    kept = Portal.objects.filter(pk=1).first() or Portal(pk=1)
    return PortalForm(
        posted,
        instance=kept,
        visible=Mailbox.objects.visible_to(agent),
        is_owner=may(agent.role, May.EVERYTHING),
    )


def _shown(request: HttpRequest, form: PortalForm, status: int = 200, secret: str = "") -> HttpResponse:
    kept = Portal.objects.filter(pk=1).first()
    context = {
        "form": form,
        "section": "portal_settings",
        "secret": secret,
        "is_owner": form.is_owner,
        "provider": Provider.objects.filter(pk=1, is_on=True).first(),
        "secret_made_at": kept.secret_made_at if kept else None,
        "is_on": kept is not None and kept.is_on,
        "address": settings.PUBLIC_URL.rstrip("/") + reverse("portal"),
        "token_address": settings.PUBLIC_URL.rstrip("/") + reverse("portal_token"),
    }
    return render(request, "portal/settings.html", context, status=status)
