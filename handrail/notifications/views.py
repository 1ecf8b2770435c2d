"""The list of what is new, its count in the rail, and what an agent chooses."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.core.requests import whole_number
from handrail.notifications.forms import ChoiceForm, DeviceForm
from handrail.notifications.models import Kind, Subscription, Way
from handrail.notifications.push.keys import public_key
from handrail.notifications.queries import count_new, news_of
from handrail.notifications.verbs import add_device, choice_of, read_all, read_one
from handrail.ui.fragments import render


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The newest hundred."""
    return render(request, "notifications/list.html", {"agent": agent, "news": news_of(agent)})


@require_safe
@for_agents
def bell(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The count beside the bell; pages ask for it again and again."""
    return render(request, "notifications/bell.html", {"count": count_new(agent)})


@require_safe
@for_agents
def follow(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """On to the article that a line of the list is about; it is no news any more."""
    found = read_one(agent, pk)
    if found is None or found.article_id is None:
        raise Http404
    return redirect("article", found.article_id)


@require_POST
@for_agents
def read(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of it is read, as far as the page showed it (`up_to`)."""
    read_all(agent, up_to=whole_number(request.POST.get("up_to", ""), digits=18) or 0)
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def choice(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What one is told, how, when not, and who is told instead."""
    chosen = choice_of(agent)
    form = ChoiceForm(request.POST or None, instance=chosen, agent=agent)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notification_choice")
    context = {
        "agent": agent,
        "form": form,
        "chosen": chosen,
        "kinds": Kind,
        "ways": Way,
        "is_away": chosen.is_away(timezone.now()),
        "devices": Subscription.objects.filter(agent=agent).order_by("-pk"),
        "public_key": public_key(),
        "section": "notification_choice",
    }
    return render(request, "notifications/choice.html", context, status=422 if form.errors else 200)


@require_POST
@for_agents
def devices(request: HttpRequest, agent: Agent) -> HttpResponse:
    """A browser of the agent's takes push messages from now on."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("This browser cannot be reached by push messages.")}, status=422)
    add_device(agent, label=request.headers.get("User-Agent", ""), **form.cleaned_data)
    return HttpResponse(status=204)


@require_POST
@for_agents
def remove_device(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """No more push messages to one of the agent's browsers."""
    if not Subscription.objects.filter(agent=agent, pk=pk).delete()[0]:
        raise Http404
    return redirect("notification_choice")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows push messages while no page is open; at the root, as it serves all pages."""
    found = finders.find("build/worker.js")
    if not isinstance(found, str):
        raise Http404
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
