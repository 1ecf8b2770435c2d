"""The settings page of macros: everybody's own, and the team's."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.playbooks.forms import MacroForm, read_steps
from handrail.playbooks.models import Macro
from handrail.playbooks.running import told
from handrail.playbooks.steps import STEPS
from handrail.playbooks.verbs import MOST_STEPS, delete_macro, save_macro
from handrail.ui.fragments import render

SPARE_ROWS = 3


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that the agent may see."""
    macros = Macro.objects.visible_to(agent).with_mailboxes(agent)
    known: dict[str, dict[str, str]] = {}
    lines = [(macro, macro.may_change(agent), told(macro.steps, agent, known)) for macro in macros]
    return render(request, "playbooks/macros.html", {"agent": agent, "macros": lines, "section": "macros"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def edit(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Write a new one, or change one."""
    found = _own_or_404(agent, pk) if pk else None
    form = MacroForm(request.POST or None, agent=agent, of=found)
    if request.method == "POST" and form.is_valid() and _save(form, request, found):
        messages.success(request, _("Saved."))
        return redirect("macros")
    rows = read_steps(request.POST) if request.method == "POST" else list(found.steps if found else [])
    context = {
        "agent": agent,
        "form": form,
        "macro": found,
        "rows": [*rows, *[("", "")] * SPARE_ROWS][:MOST_STEPS],
        "steps": [(step, step.choices(agent) if step.choices else None) for step in STEPS.values()],
        "wordy": [step.key for step in STEPS.values() if step.choices is None],
        "section": "macros",
    }
    return render(request, "playbooks/macro.html", context, status=422 if form.errors else 200)


def _save(form: MacroForm, request: HttpRequest, found: Macro | None) -> bool:
    told = {name: form.cleaned_data[name] for name in ("name", "key")}
    try:
        save_macro(found, steps=read_steps(request.POST), sharing=form.sharing, by=form.agent, **told)
    except ValidationError as problem:
        form.add_error(None if not hasattr(problem, "error_dict") else "key", problem.messages)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def delete(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Ask, then delete it."""
    found = _own_or_404(agent, pk)
    if request.method == "POST":
        delete_macro(found, by=agent)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": found.name})
        return redirect("macros")
    context = {"agent": agent, "name": found.name, "back": "macros", "section": "macros"}
    return render(request, "playbooks/delete.html", context)


def _own_or_404(agent: Agent, pk: int) -> Macro:
    found = Macro.objects.visible_to(agent).filter(pk=pk).first()
    if found is None or not found.may_change(agent):
        raise Http404
    return found
