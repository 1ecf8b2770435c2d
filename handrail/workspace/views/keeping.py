"""Settings about customers: their attributes, and how long words are kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import RetentionRule
from handrail.conversations.retention import reach_of, set_rule
from handrail.customers import verbs
from handrail.customers.models import Attribute
from handrail.ui.fragments import render
from handrail.workspace.customer_forms import AttributeForm, RetentionForm


@require_safe
@for_admins
def attributes(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The attributes of customers and organisations."""
    context = {"agent": agent, "attributes": list(Attribute.objects.all()), "section": "attributes"}
    return render(request, "workspace/settings/attributes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add_attribute(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Define an attribute."""
    form = AttributeForm(request.POST if request.method == "POST" else None, attribute=None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            verbs.define_attribute(
                of=told["of"],
                label=told["label"],
                type=told["type"],
                choices=told["choices"].splitlines(),
                by=agent,
            )
            return redirect("attributes")
        except ValidationError as problem:
            form.add_error(None, problem.messages)
    return _attribute_page(request, agent, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def attribute(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change an attribute, or remove it (POST `take_off`)."""
    found = Attribute.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST" and "take_off" in request.POST:
        verbs.remove_attribute(found, by=agent)
        return redirect("attributes")
    form = AttributeForm(request.POST if request.method == "POST" else None, attribute=found)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            choices = told.get("choices", "").splitlines()
            verbs.change_attribute(found, label=told["label"], choices=choices, by=agent)
            return redirect("attributes")
        except ValidationError as problem:
            form.add_error(None, problem.messages)
    return _attribute_page(request, agent, form, found)


def _attribute_page(
    request: HttpRequest, agent: Agent, form: AttributeForm, found: Attribute | None
) -> HttpResponse:
    context = {"agent": agent, "form": form, "attribute": found, "section": "attributes"}
    return render(request, "workspace/settings/attribute.html", context, status=422 if form.errors else 200)


@require_safe
@for_admins
def retention(request: HttpRequest, agent: Agent) -> HttpResponse:
    """How long each mailbox of the agent keeps words."""
    mailboxes = Mailbox.objects.visible_to(agent)
    rules = {rule.mailbox_id: rule for rule in RetentionRule.objects.filter(mailbox__in=mailboxes)}
    context = {"agent": agent, "mailboxes": [(one, rules.get(one.pk)) for one in mailboxes]}
    return render(request, "workspace/settings/retention.html", context | {"section": "retention"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def rule(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The rule of one mailbox: what it would erase now is shown before it is switched on."""
    mailbox = Mailbox.objects.visible_to(agent).filter(pk=pk).first()
    if mailbox is None:
        raise Http404
    kept = RetentionRule.objects.filter(mailbox=mailbox).first()
    names = ("closed_months", "spam_days", "is_on")
    initial = {name: getattr(kept, name) for name in names} if kept else {}
    form = RetentionForm(request.POST if request.method == "POST" else None, initial=initial)
    reach = reach_of(mailbox, closed_months=kept.closed_months, spam_days=kept.spam_days) if kept else None
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in names}
        reach = reach_of(mailbox, closed_months=told["closed_months"], spam_days=told["spam_days"])
        if "look" not in request.POST and _set(form, mailbox, agent):
            messages.success(request, _("Saved."))
            return redirect("retention")
    context = {"agent": agent, "mailbox": mailbox, "form": form, "reach": reach, "section": "retention"}
    return render(
        request, "workspace/settings/retention_rule.html", context, status=422 if form.errors else 200
    )


def _set(form: RetentionForm, mailbox: Mailbox, agent: Agent) -> bool:
    try:
        set_rule(mailbox, by=agent, **form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True
