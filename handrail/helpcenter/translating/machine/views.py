"""The page of the machine in the settings, and the button that asks it for a draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins, for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.translating.finding import article_or_404
from handrail.helpcenter.translating.machine.configuring import set_machine, the_settings
from handrail.helpcenter.translating.machine.drafting import ask_for_trial, ask_the_machine
from handrail.helpcenter.translating.machine.forms import MachineForm
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change the machine; once saved it is tried, in a job."""
    found = the_settings()
    form = MachineForm(request.POST if request.method == "POST" else None, of=found)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        set_machine(**told | {"secret": told["secret"] or None}, by=agent)
        if told["is_on"]:
            ask_for_trial()
        messages.success(request, _("Saved."))
        return redirect("machine_translator")
    context = {
        "form": form,
        "section": "machine_translator",
        "machine": found,
        "has_secret": bool(found.secret_sealed),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "helpcenter/translating/machine.html", context, status=status)


@require_POST
@for_agents
def ask(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Let the machine write a draft of this article in this language."""
    require(agent.role, May.WRITE)
    article = article_or_404(agent, pk, language)
    try:
        ask_the_machine(article, language=language, by=agent)
        messages.success(request, _("The machine writes a draft. It stands here as soon as it is done."))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("translate_article", article.pk, language)
