"""Sign-in services: the OAuth clients this installation registered at Microsoft, Google or elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Role
from handrail.channels.email.models import SignInService
from handrail.channels.email.verbs import keep_service
from handrail.ui.fragments import render
from handrail.workspace.forms import ServiceForm


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The services, and which secret ends soon."""
    context = {"agent": agent, "services": SignInService.objects.order_by("name"), "section": "mailboxes"}
    return render(request, "workspace/settings/services.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Enter a client."""
    return _page(request, agent, SignInService())


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a client, for example its secret."""
    service = SignInService.objects.filter(pk=pk).first()
    if service is None:
        raise Http404
    return _page(request, agent, service)


def _page(request: HttpRequest, agent: Agent, service: SignInService) -> HttpResponse:
    if agent.role != Role.OWNER:  # a client serves every mailbox, also those a lead does not see
        raise Http404
    form = ServiceForm(request.POST or None, instance=service)
    if request.method == "POST" and form.is_valid():
        keep_service(form.instance, form.cleaned_data["client_secret"], by=agent)
        messages.success(request, _("Saved."))
        return redirect("services")
    back = f"{settings.PUBLIC_URL}{reverse('signed_in')}"
    context = {"agent": agent, "form": form, "service": service, "back": back, "section": "mailboxes"}
    return render(request, "workspace/settings/service.html", context, status=422 if form.errors else 200)
