"""Agents, as admins see them: who they are, what they may do and see."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Access, Agent, Mailbox, Team, seen_access
from handrail.accounts.permissions import May, may
from handrail.accounts.teams import set_members
from handrail.accounts.verbs import change_agent, create_agent, set_access
from handrail.conversations.tasks import hand_over
from handrail.conversations.verbs import tell_of_newcomers
from handrail.ui.fragments import render
from handrail.workspace.inviting import InvitationRefused, invite, invite_again
from handrail.workspace.people_forms import FOR_LEADS, PersonForm

TEMPLATE = "workspace/settings/person.html"


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everybody, with those of their mailboxes that the admin sees."""
    people = Agent.objects.order_by("-is_active", "name", "pk")
    people = people.prefetch_related(Prefetch("access", seen_access(agent)), "teams")
    editable = {one.pk for one in people if _may_change(one, agent)}
    context = {"agent": agent, "people": people, "editable": editable, "section": "people"}
    return render(request, "workspace/settings/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make an agent."""
    form = PersonForm(request.POST or None, by=agent, person=None)
    if request.method == "POST" and form.is_valid() and _create(form, agent):
        messages.success(request, _added(form))
        return redirect("people")
    return _page(request, agent, form, None)


@require_POST
@for_admins
def send_invitation(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Invite somebody again who has not been here yet."""
    person = _person_or_404(pk, agent)
    try:
        invite_again(person, by=agent)
    except InvitationRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _added_by_mail(person.email))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change an agent; a lead changes no leads and owners, an owner everybody."""
    person = _person_or_404(pk, agent)
    initial = {name: getattr(person, name) for name in ("name", "email", "role", "is_active")}
    initial["mailboxes"] = list(Access.objects.filter(agent=person).values_list("mailbox", flat=True))
    initial["teams"] = list(person.teams.values_list("pk", flat=True))
    form = PersonForm(request.POST or None, initial=initial, by=agent, person=person)
    if request.method == "POST" and form.is_valid() and _change(form, person, agent):
        messages.success(request, _("Saved."))
        return redirect("people")
    return _page(request, agent, form, person)


def _person_or_404(pk: int, by: Agent) -> Agent:
    person = Agent.objects.filter(pk=pk).first()
    if person is None or not _may_change(person, by):
        raise Http404
    return person


def _page(request: HttpRequest, agent: Agent, form: PersonForm, person: Agent | None) -> HttpResponse:
    context = {"agent": agent, "form": form, "person": person, "section": "people"}
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


def _added(form: PersonForm) -> str:
    if form.cleaned_data["password"]:
        return _("%(name)s can sign in now.") % form.cleaned_data
    return _added_by_mail(form.cleaned_data["email"])


def _added_by_mail(email: str) -> str:
    return _("An invitation is on its way to %(email)s.") % {"email": email}


def _create(form: PersonForm, by: Agent) -> bool:
    """Make the agent; without a password they are invited by mail to choose one."""
    data, password = form.cleaned_data, form.cleaned_data["password"] or None
    try:
        with transaction.atomic():
            person = create_agent(
                email=data["email"], name=data["name"], password=password, role=data["role"], by=by
            )
            set_access(person, mailboxes=list(data["mailboxes"]), among=_mine(by), by=by)
            _set_teams(form, person, by, join=True)
            if password is None and not invite(person, by=by):
                raise ValidationError(_("No mailbox can send an invitation now: give them a password."))
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True


def _change(form: PersonForm, person: Agent, by: Agent) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            facts = {name: data[name] for name in ("name", "email", "role", "is_active")}
            was_active = person.is_active
            _set_teams(form, person, by, join=False)
            change_agent(person, password=data["password"], by=by, **facts)
            if was_active and not person.is_active:
                to = data["hand_over"].pk if data["hand_over"] else None
                hand_over.defer(leaver=person.pk, to=to, by=by.pk)
            set_access(person, mailboxes=list(data["mailboxes"]), among=_mine(by), by=by)
            _set_teams(form, person, by, join=True)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True


def _may_change(person: Agent, by: Agent) -> bool:
    return may(by.role, May.EVERYTHING) or person.role in FOR_LEADS


def _set_teams(form: PersonForm, person: Agent, by: Agent, *, join: bool) -> None:
    """Join the chosen teams, or leave the others, among those this admin may change.

    One leaves before the role changes and joins after: guests fit into guest teams only.
    """
    among: list[Team] = list(form.fields["teams"].queryset)  # type: ignore[attr-defined]
    for team in among:
        others = [one for one in team.agents.all() if one.pk != person.pk]
        if (team in form.cleaned_data["teams"]) == join:
            new = set_members(team, agents=[*others, person] if join else others, by=by)
            tell_of_newcomers(team, new, by=by.as_actor())


def _mine(by: Agent) -> list[Mailbox]:
    """One may share only what one sees."""
    return list(Mailbox.objects.visible_to(by))
