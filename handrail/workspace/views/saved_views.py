"""An agent's views: save, change, delete, arrange, and the count of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, Team
from handrail.conversations.models import SavedView
from handrail.conversations.queries.counting import Counted, count_slowly, count_views
from handrail.conversations.queries.filters.tree import LONGEST
from handrail.conversations.queries.views import arrange as arranged
from handrail.conversations.queries.views import find_view
from handrail.conversations.verbs import viewing
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import spot_of
from handrail.workspace.view_forms import ViewForm

LISTING, FORM = "workspace/saved_views.html", "workspace/saved_view.html"


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All views of the agent in their order, to be arranged, hidden and changed."""
    return render(request, LISTING, _context(request, agent))


def _context(request: HttpRequest, agent: Agent) -> dict[str, Any]:
    context = {"agent": agent, "spot": spot_of(request), "found": None, "views": count_views(agent)}
    return context | {
        "arranged": [one for one in arranged(agent) if not one.view.is_apart],
        "changeable": _changeable(agent),
        "others": _others(agent),
    }


def _changeable(agent: Agent) -> set[int]:
    return set(SavedView.objects.changeable_by(agent).values_list("pk", flat=True))


def _others(agent: Agent) -> list[tuple[SavedView, str]]:
    """For owners and leads: what is shared with teams they are not in."""
    if not agent.is_admin:
        return []
    hidden = SavedView.objects.changeable_by(agent).exclude(pk__in=SavedView.objects.visible_to(agent))
    names = dict(Team.objects.values_list("pk", "name"))
    return [(view, names.get(view.team_id or 0, "")) for view in hidden.order_by("name")]


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Save a view; the search page brings its filter along (`filter`)."""
    text = request.GET.get("filter", "")[:LONGEST]
    return _form(request, agent, SavedView(filter=text, owner=agent, order="newest"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change one's own view, or as an owner or lead a shared one."""
    return _form(request, agent, _find(agent, pk))


def _find(agent: Agent, pk: int) -> SavedView:
    view = SavedView.objects.changeable_by(agent).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _form(request: HttpRequest, agent: Agent, view: SavedView) -> HttpResponse:
    form = ViewForm(request.POST if request.method == "POST" else None, by=agent, view=view)
    if request.method == "POST" and form.is_valid():
        try:
            if view.pk:
                viewing.change_view(view, by=agent, **form.facts)
            else:
                view = viewing.save_view(by=agent, **form.facts)
        except viewing.ViewRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            is_seen = SavedView.objects.visible_to(agent).filter(pk=view.pk).exists()
            return redirect("inbox", view.slug) if is_seen else redirect("views")
    context = {"agent": agent, "spot": spot_of(request), "found": None, "form": form, "view": view}
    context["views"] = count_views(agent)
    return render(request, FORM, context, status=422 if form.errors else 200)


@require_POST
@for_agents
def delete(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take a view away."""
    view = _find(agent, pk)
    name = view.name
    viewing.delete_view(view, by=agent)
    messages.success(request, _("The view “%(name)s” is gone; its conversations are not.") % {"name": name})
    return redirect("views")


@require_POST
@for_agents
def arrange(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Put the views in an order (`keys`); one of them `up` or `down`, `hide` it, or `show` it again."""
    known = {one.view.place: one.is_hidden for one in arranged(agent) if not one.view.is_apart}
    keys = [key for key in request.POST.getlist("keys") if key in known]
    keys += [key for key in known if key not in keys]
    for name, by in (("up", -1), ("down", 1)):
        _move(keys, request.POST.get(name, ""), by)
    hidden = {key for key, is_hidden in known.items() if is_hidden} | {request.POST.get("hide", "")}
    hidden -= {request.POST.get("show", "")}
    viewing.arrange_views(agent, keys=keys, hidden=[key for key in hidden if key in known])
    if not partial(request):
        return redirect("views")
    vars(agent).pop("own_views", None)
    return render(request, LISTING, _context(request, agent), "arranged", beside={"own_views": "#views"})


def _move(keys: list[str], key: str, by: int) -> None:
    if key in keys:
        at = keys.index(key)
        keys.insert(max(0, at + by), keys.pop(at))


@require_safe
@for_agents
def count(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """How many conversations a view holds that takes long to count."""
    view = find_view(agent, str(pk))
    if view is None or not view.saved:
        raise Http404
    counted = Counted(view, count_slowly(agent, view), is_slow=True)
    return render(request, "workspace/view_count.html", {"counted": counted})
