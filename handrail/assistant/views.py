"""The pages of the assistant's settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.answering.thresholds import set_thresholds
from handrail.assistant.forms import ThresholdsForm, WriterForm
from handrail.assistant.queries import spent, the_last_calls
from handrail.assistant.writing.configuring import set_writer, the_writer
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def thresholds(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change how sure it must be; the writer stands on the same page."""
    form = ThresholdsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        set_thresholds(form.values(), by=agent)
        messages.success(request, _("Saved."))
        return redirect("assistant_settings")
    return _page(request, form, WriterForm(None, of=the_writer()))


@require_POST
@for_admins
def writer(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Change the service that writes."""
    form = WriterForm(request.POST, of=the_writer())
    if not form.is_valid():
        return _page(request, ThresholdsForm(), form)
    told = dict(form.cleaned_data)
    set_writer(**told | {"secret": told["secret"] or None}, by=agent)
    messages.success(request, _("Saved."))
    return redirect("assistant_settings")


def _page(request: HttpRequest, sure: ThresholdsForm, writer: WriterForm) -> HttpResponse:
    context = {
        "sure": sure,
        "writer": writer,
        "section": "assistant_settings",
        "has_secret": bool(the_writer().secret_sealed),
        "calls": the_last_calls(),
        "spent": spent(),
    }
    is_wrong = request.method == "POST"
    return render(request, "assistant/settings.html", context, status=422 if is_wrong else 200)
