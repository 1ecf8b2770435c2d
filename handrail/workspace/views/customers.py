"""Customers: the list, one of them, and what agents change about them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.conversations.queries import rows
from handrail.conversations.queries.reading import MOST_NOTES
from handrail.core.requests import posted_number
from handrail.customers import verbs
from handrail.customers.models import AddressKind, Customer, Note, Organisation
from handrail.customers.queries import BadCursor, list_customers
from handrail.ui.fragments import partial, render
from handrail.workspace.customer_doors import customer_or_404, for_desk
from handrail.workspace.customer_forms import CustomerForm, NewCustomerForm
from handrail.workspace.customer_pages import counts_of, customer_context
from handrail.workspace.customer_reach import require_colleagues, require_reach
from handrail.workspace.pages import find_or_404

TEMPLATE = "workspace/customers/customer.html"
Act = Callable[[HttpRequest, Agent, Customer], object]


@require_safe
@for_desk
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Customers by name; `q` looks in names, addresses and organisations."""
    try:
        page = list_customers(request.GET.get("q", ""), after=request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    counts = counts_of(agent, [row.pk for row in page.rows])
    context = {"agent": agent, "page": page, "counts": counts, "part": "customers", "may": TABLE[agent.role]}
    block = ("rows" if page.rows and "after" in request.GET else "found") if partial(request) else None
    return render(request, "workspace/customers/list.html", context, block)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make a customer before they have written; an address that is known leads to whose it is."""
    require(agent.role, May.SORT)
    form = NewCustomerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = verbs.find_or_create(form.cleaned_data["email"], form.cleaned_data["name"], typed=True)
        return redirect("customer", made.pk)
    context = {"agent": agent, "form": form, "part": "customers"}
    status = 422 if form.errors else 200
    return render(request, "workspace/customers/add.html", context, status=status)


@require_safe
@for_desk
def page(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """One customer; whoever was merged leads to whom they became."""
    customer = customer_or_404(number)
    if customer.pk != number:
        return redirect("customer", customer.pk)
    try:
        context = customer_context(agent, customer, after=request.GET.get("after", ""))
    except rows.BadCursor:
        raise Http404 from None
    return render(request, TEMPLATE, context, "card" if partial(request) else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What is known of a customer, as a form in its place."""
    customer = _living(number)
    form = CustomerForm(request.POST if request.method == "POST" else None, customer=customer)
    if request.method == "POST" and form.is_valid() and _change(form, customer, agent):
        return _answer(request, agent, number)
    context = customer_context(agent, customer) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, TEMPLATE, context, "card" if partial(request) else None, status=status)


def _change(form: CustomerForm, customer: Customer, agent: Agent) -> bool:
    data, by = form.cleaned_data, agent.as_actor()
    name = data["organisation"].strip()
    try:
        known = Organisation.objects.filter(name__iexact=name).order_by("pk").first() if name else None
        if known is not None:
            require_colleagues(agent, customer, known)
        organisation = known or (verbs.create_organisation(name=name, by=by) if name else None)
        facts = {key: data[key] for key in ("name", "language", "time_zone")}
        verbs.change_customer(customer, by=by, organisation=organisation, values=form.values, **facts)
        if not name:
            verbs.leave_organisation(customer, by=by)
    except ValidationError as problem:
        form.add_problem(problem)
        return False
    return True


def _living(number: int) -> Customer:
    customer = customer_or_404(number)
    if customer.erased_at or customer.pk != number:
        raise Http404
    return customer


def _answer(request: HttpRequest, agent: Agent, number: int, error: str = "", at: str = "") -> HttpResponse:
    if not partial(request) and not error:
        return redirect("customer", number)
    context = customer_context(agent, _living(number)) | {"error": error, "error_at": at}
    block = "card" if partial(request) else None
    return render(request, TEMPLATE, context, block, status=422 if error else 200)


def _act(act: Act) -> Callable[..., HttpResponse]:
    """A door to one verb: what it refuses is said beside the place where it was asked."""

    @require_POST
    @for_desk
    def door(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
        try:
            act(request, agent, _living(number))
        except ValidationError as problem:
            return _answer(request, agent, number, " ".join(problem.messages), act.__name__)
        return _answer(request, agent, number)

    return door


@_act
def addresses(request: HttpRequest, agent: Agent, customer: Customer) -> object:
    """Add an address (`add`, `kind`), or remove one (`take_off`: its key)."""
    if key := posted_number(request, "take_off"):
        return verbs.remove_address(customer, address=key, by=agent.as_actor())
    value, kind = request.POST.get("add", ""), request.POST.get("kind", "email")
    if kind == AddressKind.EMAIL:
        require_reach(agent, customer)
    return verbs.add_address(customer, value=value, kind=kind, by=agent.as_actor())


@_act
def identities(request: HttpRequest, agent: Agent, customer: Customer) -> object:
    """Add an identity (`kind`, `external_id`), or remove one (`take_off`: its key)."""
    if key := posted_number(request, "take_off"):
        return verbs.remove_identity(customer, identity=key, by=agent.as_actor())
    require_reach(agent, customer)
    kind, external_id = request.POST.get("kind", ""), request.POST.get("external_id", "")
    return verbs.add_identity(customer, kind=kind, external_id=external_id, by=agent.as_actor())


@_act
def notes(request: HttpRequest, agent: Agent, customer: Customer) -> object:
    """Write a note (`text`), or remove one (`take_off`: its key)."""
    if key := posted_number(request, "take_off"):
        return verbs.remove_note(customer, note=key, by=agent.as_actor(), any_author=agent.is_admin)
    return verbs.write_note(customer, text=request.POST.get("text", ""), by=agent.as_actor())


@require_POST
@for_desk
def note_beside(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Write a note about the customer of a conversation; htmx gets the panel's notes."""
    conversation = find_or_404(agent, number)
    if conversation.customer.erased_at:
        raise Http404
    error = ""
    try:
        verbs.write_note(conversation.customer, text=request.POST.get("text", ""), by=agent.as_actor())
    except ValidationError as problem:
        error = " ".join(problem.messages)
    if not partial(request) and not error:
        return redirect("conversation", number)
    newest = Note.objects.filter(customer=conversation.customer_id)[:MOST_NOTES]
    context = {"conversation": conversation, "notes": list(newest), "note_error": error, "agent": agent}
    status = 422 if error else 200
    return render(request, "workspace/panels/about_notes.html", context, "notes", status=status)
