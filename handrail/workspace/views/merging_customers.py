"""Two customers are one person: who it may be, what a merge would do, doing it, taking it back, erasing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, NotAllowed, may
from handrail.conversations.erasing import reached
from handrail.core.requests import whole_number
from handrail.customers import tasks, verbs
from handrail.customers.erasing import begin_erasure, person_of, preview
from handrail.customers.models import Customer, Erasure, Merge
from handrail.customers.queries import list_customers
from handrail.customers.verbs.merging import outcome
from handrail.ui.fragments import render
from handrail.ui.undo import offer_undo
from handrail.workspace.customer_doors import customer_or_404, for_desk, for_desk_admins
from handrail.workspace.customer_reach import require_reach, unseen

MOST_FOUND = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def page(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Choose whom to merge into this customer (`with`: their key), see what that does, and do it (POST)."""
    kept = _here(number)
    key = whole_number(request.POST.get("with") or request.GET.get("with", "")) or 0
    gone = customer_or_404(key) if key else None
    if request.method == "POST":
        if gone is None:
            raise Http404
        return _merge(request, agent, kept, gone)
    return _page(request, agent, kept, gone)


def _merge(request: HttpRequest, agent: Agent, kept: Customer, gone: Customer) -> HttpResponse:
    try:
        require_reach(agent, kept, gone)
        made = verbs.merge(kept, gone=gone, by=agent.as_actor())
    except ValidationError as problem:
        return _page(request, agent, kept, gone, " ".join(problem.messages))
    messages.success(request, _("They are one customer now. You can take it back on this page."))
    response = redirect("customer", kept.pk)
    return offer_undo(response, _("Merged"), reverse("unmerge", args=[kept.pk, made.pk]))


def _page(
    request: HttpRequest, agent: Agent, kept: Customer, gone: Customer | None, error: str = ""
) -> HttpResponse:
    question = request.GET.get("q", "").strip()
    found = list_customers(question).rows[: MOST_FOUND + 1] if len(question) > 1 else []
    context = {
        "agent": agent,
        "customer": kept,
        "gone": gone,
        "gone_addresses": list(gone.addresses.order_by("pk")) if gone else [],
        "outcome": outcome(kept, gone) if gone else None,
        "suggestions": verbs.suggestions(kept) if gone is None else [],
        "question": question,
        "found": [row for row in found if row.pk != kept.pk][:MOST_FOUND],
        "error": error,
        "part": "customers",
    }
    return render(request, "workspace/customers/merge.html", context, status=422 if error else 200)


@require_POST
@for_desk
def undo(request: HttpRequest, agent: Agent, number: int, pk: int) -> HttpResponse:
    """Take a merge back; 409 when it is too late."""
    kept = _here(number)
    found = Merge.objects.filter(pk=pk, kept=kept).first()
    if found is None:
        raise Http404
    try:
        gone = verbs.unmerge(kept, merge=found, by=agent.as_actor())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        if request.headers.get("Accept", "*/*").startswith("*/*"):  # the toast's, which follows no page
            return HttpResponse(status=409)
        return redirect("customer", number)
    messages.success(request, _("They are two customers again."))
    return redirect("customer", gone.pk if request.POST.get("then") == "other" else number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk_admins
def erase(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What erasing would reach; it is done when the word that names the customer was typed (POST `typed`).

    Where a lead does not see all of it, it is an owner's to do, and nothing is counted for the lead.
    """
    customer = customer_or_404(number)
    running = Erasure.objects.filter(customer=customer).first()
    error, word = "", _word_of(customer)
    is_theirs = _sees_all(agent, customer)
    if request.method == "POST" and not is_theirs:
        raise NotAllowed(May.EVERYTHING)
    if request.method == "POST" and not customer.erased_at:
        if request.POST.get("typed", "").strip().casefold() == word.casefold():
            made = begin_erasure(customer, by=agent)
            tasks.erase.defer(erasure=made.pk)
            return redirect("erase_customer", number)
        error = _("Type “%(word)s” to confirm.") % {"word": word}
    counts = {} if customer.erased_at or running or not is_theirs else preview(customer)
    context = {
        "agent": agent,
        "customer": customer,
        "running": running,
        "counts": counts,
        "is_theirs": is_theirs,
        "word": word,
        "error": error,
        "part": "customers",
    }
    return render(request, "workspace/customers/erase.html", context, status=422 if error else 200)


def _sees_all(agent: Agent, customer: Customer) -> bool:
    """Whoever erases sees what they erase; owners may all the same."""
    if may(agent.role, May.EVERYTHING):
        return True
    return not unseen(agent, reached(person_of(customer))).exists()


def _word_of(customer: Customer) -> str:
    """What one types to be sure: what the page calls them, else an address, else their number."""
    address = customer.addresses.order_by("pk").values_list("value", flat=True).first
    return customer.name.strip() or address() or f"#{customer.pk}"


def _here(number: int) -> Customer:
    customer = customer_or_404(number)
    if customer.erased_at or customer.pk != number:
        raise Http404
    return customer
