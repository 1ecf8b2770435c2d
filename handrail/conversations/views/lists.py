"""The kinds of contact and the products, each one list on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations.fields.choices import Choices, ChoicesWrong
from handrail.conversations.forms.choices import edited, lines_of, told_wrong
from handrail.conversations.queries.field_facts import kept_kinds, product_choices
from handrail.conversations.settings.lists import set_kinds, set_products
from handrail.core.remembered import forget_remembered
from handrail.ui.fragments import render

Keep = Callable[..., None]


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def kinds(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What kinds of contact there are."""
    return _page(request, agent, "kinds", kept_kinds(), set_kinds, deepest=1)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def products(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What products there are, and in which versions."""
    return _page(request, agent, "products", product_choices(), set_products, deepest=2)


def _page(
    request: HttpRequest, agent: Agent, name: str, choices: Choices, keep: Keep, *, deepest: int
) -> HttpResponse:
    context: dict[str, Any] = {"agent": agent, "section": name, "error": "", "added": ""}
    if request.method == "POST":
        try:
            keep(edited(choices, request.POST, deepest=deepest), by=agent)
        except ChoicesWrong as problem:
            context |= {"error": told_wrong(problem), "added": request.POST.get("add", "")}
        else:
            forget_remembered()  # this process shows it at once, the others in two seconds
            messages.success(request, _("Saved."))
            return redirect(name)
    context["lines"] = lines_of(choices)
    return render(request, f"conversations/{name}.html", context, status=422 if context["error"] else 200)
