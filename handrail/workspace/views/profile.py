"""The agent's own settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.channels.chat.models import Signal
from handrail.channels.chat.seats import MOST_CHATS, seat_of
from handrail.ui.fragments import render
from handrail.workspace.forms import ProfileForm


@require_safe
@for_agents
def home(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Settings begin with one's own."""
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Name, language, time zone."""
    form = ProfileForm(request.POST or None, instance=agent)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(agent.language or get_language_from_request(request)):  # as the next page speaks
            messages.success(request, _("Saved."))
        return redirect("profile")
    context = {"agent": agent, "form": form, "section": "profile"}
    context |= {"seat": seat_of(agent), "signals": Signal.choices, "most_chats": MOST_CHATS}
    return render(request, "workspace/settings/profile.html", context, status=422 if form.errors else 200)
