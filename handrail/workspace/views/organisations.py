"""Organisations: the list, one of them with its members, and what agents change about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.channels.portal.sharing import Shares, share
from handrail.core.requests import whole_number
from handrail.customers import verbs
from handrail.customers.models import Organisation
from handrail.customers.queries import BadCursor, list_customers, list_organisations
from handrail.ui.fragments import partial, render
from handrail.workspace.customer_doors import for_desk, for_desk_admins, organisation_or_404
from handrail.workspace.customer_forms import OrganisationForm
from handrail.workspace.customer_pages import counts_of, organisation_context
from handrail.workspace.customer_reach import require_open, require_shared

TEMPLATE = "workspace/customers/organisation.html"
Act = Callable[[HttpRequest, Agent, Organisation], object]


@require_safe
@for_desk
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Organisations by name; `q` looks in names and domains."""
    try:
        page = list_organisations(request.GET.get("q", ""), after=request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    context = {"agent": agent, "page": page, "part": "organisations", "may": TABLE[agent.role]}
    block = ("rows" if page.rows and "after" in request.GET else "found") if partial(request) else None
    return render(request, "workspace/customers/organisations.html", context, block)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make an organisation."""
    require(agent.role, May.SORT)
    data = request.POST if request.method == "POST" else None
    form = OrganisationForm(data, organisation=None, may_join=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.create_organisation(name=form.cleaned_data["name"], by=agent.as_actor())
            verbs.change_organisation(made, by=agent.as_actor(), values=form.values)
            return redirect("organisation", made.pk)
        except ValidationError as problem:
            form.add_problem(problem)
    context = {"agent": agent, "form": form, "part": "organisations"}
    status = 422 if form.errors else 200
    return render(request, "workspace/customers/add_organisation.html", context, status=status)


@require_safe
@for_desk
def page(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """One organisation."""
    return _page(request, agent, organisation_or_404(number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What is known of an organisation, as a form in its place; who joins by domain is for admins to say."""
    organisation = organisation_or_404(number)
    data = request.POST if request.method == "POST" else None
    form = OrganisationForm(data, organisation=organisation, may_join=agent.is_admin)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "joins_by_domain") if name in form.fields}
        try:
            if facts.get("joins_by_domain") and not organisation.joins_by_domain:
                require_open(agent, organisation)
            verbs.change_organisation(organisation, by=agent.as_actor(), values=form.values, **facts)
            return _answer(request, agent, organisation)
        except ValidationError as problem:
            form.add_problem(problem)
    return _page(request, agent, organisation, form=form)


def _page(
    request: HttpRequest,
    agent: Agent,
    organisation: Organisation,
    *,
    form: OrganisationForm | None = None,
    error: str = "",
    at: str = "",
) -> HttpResponse:
    try:
        members = list_customers(organisation=organisation.pk, after=request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    context = organisation_context(agent, organisation) | {"form": form, "error": error, "error_at": at}
    context |= {"page": members, "counts": counts_of(agent, [row.pk for row in members.rows])}
    status = 422 if error or (form and form.errors) else 200
    return render(request, TEMPLATE, context, "card" if partial(request) else None, status=status)


def _answer(request: HttpRequest, agent: Agent, organisation: Organisation) -> HttpResponse:
    if partial(request):
        return _page(request, agent, organisation_or_404(organisation.pk))
    return redirect("organisation", organisation.pk)


def _act(act: Act) -> Callable[..., HttpResponse]:
    @require_POST
    @for_desk
    def door(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
        organisation = organisation_or_404(number)
        try:
            act(request, agent, organisation)
        except ValidationError as problem:
            words = " ".join(problem.messages)
            return _page(request, agent, organisation, error=words, at=act.__name__)
        return _answer(request, agent, organisation)

    return door


@_act
def domains(request: HttpRequest, agent: Agent, organisation: Organisation) -> object:
    """Add a domain (`add`), or remove one (`take_off`: its key)."""
    if key := whole_number(request.POST.get("take_off", "")):
        return verbs.remove_domain(organisation, domain=key, by=agent.as_actor())
    require_open(agent, organisation)
    return verbs.add_domain(organisation, name=request.POST.get("add", ""), by=agent.as_actor())


@_act
def notes(request: HttpRequest, agent: Agent, organisation: Organisation) -> object:
    """Write a note (`text`), or remove one (`take_off`: its key)."""
    if key := whole_number(request.POST.get("take_off", "")):
        return verbs.remove_note(organisation, note=key, by=agent.as_actor(), any_author=agent.is_admin)
    return verbs.write_note(organisation, text=request.POST.get("text", ""), by=agent.as_actor())


@require_POST
@for_desk_admins
def share_requests(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Say what its customers see of each other's requests in the portal (`how`)."""
    how = request.POST.get("how", "")
    if how not in [*Shares]:
        raise Http404
    organisation = organisation_or_404(number)
    try:
        if how != Shares.NOTHING:
            require_shared(agent, organisation)
    except ValidationError as problem:
        return _page(request, agent, organisation, error=" ".join(problem.messages), at="share_requests")
    share(organisation, how=Shares(how), by=agent)
    return _answer(request, agent, organisation_or_404(number))


@require_POST
@for_desk_admins
def remove(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Remove an organisation; its customers stay."""
    verbs.remove_organisation(organisation_or_404(number), by=agent)
    messages.success(request, _("Removed. Its customers stay."))
    return redirect("organisations")
