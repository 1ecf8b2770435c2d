"""Agents, as admins see them: who they are, what they may do and see."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Access, Agent, Mailbox, Role
from handrail.accounts.verbs import change_agent, create_agent, set_access
from handrail.ui.fragments import render
from handrail.workspace.forms import PersonForm

TEMPLATE = "workspace/settings/person.html"


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Everybody, with their mailboxes."""
    people = Agent.objects.order_by("-is_active", "name", "pk").prefetch_related("access__mailbox", "teams")
    return render(
        request, "workspace/settings/people.html", {"agent": agent, "people": people, "section": "people"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make an agent."""
    form = PersonForm(request.POST or None, by=agent, is_new=True)
    if request.method == "POST" and form.is_valid() and _create(form, agent):
        messages.success(request, _("%(name)s can sign in now.") % {"name": form.cleaned_data["name"]})
        return redirect("people")
    return _page(request, agent, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change an agent; a lead changes agents only, an owner everybody."""
    person = Agent.objects.filter(pk=pk).first()
    if person is None or (agent.role != Role.OWNER and person.role != Role.AGENT):
        raise Http404
    initial = {name: getattr(person, name) for name in ("name", "email", "role", "is_active")}
    initial["mailboxes"] = list(Access.objects.filter(agent=person).values_list("mailbox", flat=True))
    form = PersonForm(request.POST or None, initial=initial, by=agent, is_new=False)
    if request.method == "POST" and form.is_valid() and _change(form, person, agent):
        messages.success(request, _("Saved."))
        return redirect("people")
    return _page(request, agent, form, person)


def _page(request: HttpRequest, agent: Agent, form: PersonForm, person: Agent | None) -> HttpResponse:
    context = {"agent": agent, "form": form, "person": person, "section": "people"}
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


def _create(form: PersonForm, by: Agent) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            person = create_agent(
                email=data["email"], name=data["name"], password=data["password"], role=data["role"], by=by
            )
            set_access(person, mailboxes=list(data["mailboxes"]), among=_mine(by), by=by)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True


def _change(form: PersonForm, person: Agent, by: Agent) -> bool:
    data = form.cleaned_data
    try:
        with transaction.atomic():
            facts = {name: data[name] for name in ("name", "email", "role", "is_active")}
            change_agent(person, password=data["password"], by=by, **facts)
            set_access(person, mailboxes=list(data["mailboxes"]), among=_mine(by), by=by)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True


def _mine(by: Agent) -> list[Mailbox]:
    """One may share only what one sees."""
    return list(Mailbox.objects.visible_to(by))
