"""What support covers, as admins write it down."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Product, SupportPolicy
from handrail.conversations.models.policy import LONGEST_PLAN, LONGEST_POLICY
from handrail.conversations.settings.policies import delete_policy, keep_policy
from handrail.core.language import LANGUAGES
from handrail.core.requests import posted_number
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name


@require_http_methods(["GET", "HEAD"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Every policy: for whom it is, how it begins, in which languages."""
    found = SupportPolicy.objects.select_related("product__above")
    context = {"agent": agent, "policies": list(found), "section": "policies"}
    return render(request, "conversations/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Write a policy."""
    return _page(request, agent, SupportPolicy())


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a policy, or delete it (`delete`)."""
    policy = SupportPolicy.objects.select_related("product").filter(pk=pk).first()
    if policy is None:
        raise Http404
    if request.method == "POST" and "delete" in request.POST:
        delete_policy(policy, by=agent)
        messages.success(request, _("Deleted."))
        return redirect("policies")
    return _page(request, agent, policy)


def _page(request: HttpRequest, agent: Agent, policy: SupportPolicy) -> HttpResponse:
    error, texts = "", dict(policy.texts)
    if request.method == "POST":
        texts = {code: request.POST[f"text_{code}"] for code in LANGUAGES if f"text_{code}" in request.POST}
        product = Product.objects.filter(pk=posted_number(request, "product")).first()
        try:
            keep_policy(policy, product=product, plan=request.POST.get("plan", ""), texts=texts, by=agent)
        except ValidationError as problem:
            error = " ".join(problem.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("policies")
    context: dict[str, Any] = {"agent": agent, "section": "policies", "policy": policy, "error": error}
    context |= {"lines": _lines(texts), "products": _products()}
    context |= {"longest": LONGEST_POLICY, "longest_plan": LONGEST_PLAN}
    return render(request, "conversations/policy.html", context, status=422 if error else 200)


def _lines(texts: dict[str, str]) -> list[tuple[str, str, str]]:
    """A text area for each language of interface and mailboxes: code, name, text; the filled first."""
    usual = {code for code, _name in settings.LANGUAGES}
    usual |= set(Mailbox.objects.values_list("language", flat=True)) & set(LANGUAGES)
    named = [(code, name, texts.get(code, "")) for code, name in languages_by_name({*texts, *usual})]
    return sorted(named, key=lambda one: (not one[2], one[0] != "en"))


def _products() -> list[tuple[int, str]]:
    """Products and, below them, their versions."""
    found = Product.objects.select_related("above").order_by("position", "pk")
    named = [(one.pk, f"{one.above} › {one}" if one.above else str(one)) for one in found]
    return sorted(named, key=lambda one: one[1].casefold())
