"""Statuses, as admins name and arrange them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations.forms.statuses import StatusForm
from handrail.conversations.models import Conversation, Status
from handrail.conversations.settings.statuses import (
    add_status,
    change_status,
    living,
    order_statuses,
    retire_status,
)
from handrail.conversations.views.answers import ordered, tell, wishes
from handrail.core.requests import posted_number
from handrail.ui.fragments import render

_NAMES = ("name", "customer_label", "category", "is_default")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All statuses in their order; POST puts them into another one."""
    if request.method == "POST":
        order_statuses(by=agent, **wishes(request))
        return ordered(request, "statuses")
    has_some = Exists(Conversation.objects.filter(status=OuterRef("pk")))
    moving = Status.objects.exclude(replaced_by=None).select_related("replaced_by").filter(has_some)
    context = {"agent": agent, "statuses": living(), "moving": list(moving), "section": "statuses"}
    return render(request, "conversations/statuses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make a status."""
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_status(by=agent, **{name: form.cleaned_data[name] for name in _NAMES})
        except ValidationError as problem:
            tell(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("statuses")
    return _page(request, agent, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a status, or give it up."""
    status = _status_or_404(pk)
    is_used = Conversation.objects.filter(status=status).exists()
    form = StatusForm(request.POST or None, status=status, is_used=is_used)
    if request.method == "POST" and form.is_valid():
        try:
            change_status(status, by=agent, **{name: form.cleaned_data[name] for name in _NAMES})
        except ValidationError as problem:
            tell(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("statuses")
    return _page(request, agent, form, status)


@require_POST
@for_admins
def retire(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Give a status up for another (`to`: its key)."""
    status = _status_or_404(pk)
    to = Status.objects.filter(pk=posted_number(request, "to"), replaced_by=None).first()
    try:
        if to is None:
            raise ValidationError(_("Choose the status that takes its place."))
        retire_status(status, to=to, by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("change_status", pk)
    names = {"old": status.label, "new": to.label}
    messages.success(request, _("%(old)s is given up; its conversations become %(new)s.") % names)
    return redirect("statuses")


def _page(request: HttpRequest, agent: Agent, form: StatusForm, status: Status | None) -> HttpResponse:
    others = [one for one in living() if status and one.category == status.category and one.pk != status.pk]
    context = {"agent": agent, "form": form, "status": status, "others": others, "section": "statuses"}
    return render(request, "conversations/status.html", context, status=422 if form.errors else 200)


def _status_or_404(pk: int) -> Status:
    status = Status.objects.filter(pk=pk, replaced_by=None).first()
    if status is None:
        raise Http404
    return status
