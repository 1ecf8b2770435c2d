"""Teams, as admins see them: who is in them, what they see, and which are guests."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox, Team, seen_access
from handrail.accounts.teams import keep_team, may_change, set_members, set_team_access
from handrail.conversations.verbs import tell_of_newcomers
from handrail.ui.fragments import render
from handrail.workspace.people_forms import TeamForm


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All teams, with their members and those of their mailboxes that the admin sees."""
    members = Count("agents", distinct=True, filter=Q(agents__is_active=True))
    teams = Team.objects.annotate(members=members).order_by("name")
    teams = teams.prefetch_related(Prefetch("access", seen_access(agent)))
    rows = [(team, may_change(team, agent)) for team in teams]
    context = {"agent": agent, "rows": rows, "section": "teams"}
    return render(request, "workspace/settings/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make a team."""
    return _page(request, agent, Team())


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a team; a lead only one that sees no more than they do."""
    team = Team.objects.filter(pk=pk).first()
    if team is None or not may_change(team, agent):
        raise Http404
    return _page(request, agent, team)


def _page(request: HttpRequest, agent: Agent, team: Team) -> HttpResponse:
    form, name = TeamForm(request.POST or None, instance=team, by=agent), team.name
    if request.method == "POST" and form.is_valid() and _save(form, agent):
        messages.success(request, _("Saved."))
        return redirect("teams")
    context = {"agent": agent, "form": form, "name": name, "section": "teams"}
    return render(request, "workspace/settings/team.html", context, status=422 if form.errors else 200)


def _save(form: TeamForm, by: Agent) -> bool:
    facts = {name: form.cleaned_data[name] for name in form.Meta.fields}
    mine = list(Mailbox.objects.visible_to(by))
    try:
        with transaction.atomic():
            team = keep_team(form.instance, by=by, **facts)
            new = set_members(team, agents=list(form.cleaned_data["agents"]), by=by)
            set_team_access(team, mailboxes=list(form.cleaned_data["mailboxes"]), among=mine, by=by)
            tell_of_newcomers(team, new, by=by.as_actor())
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True
