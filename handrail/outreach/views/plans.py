"""A step of the plan, and what is told of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.core.requests import posted_number
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import chosen_site
from handrail.outreach import verbs
from handrail.outreach.models import PlanStep, ProgressNote, StepState
from handrail.outreach.queries import answered_by
from handrail.outreach.views.posted import back_to_page, by_language, languages_of
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def step(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Write one: `do` is save, show (and save), or remove."""
    found = PlanStep.objects.select_related("site").filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Http404
    site = found.site if found else chosen_site(request)
    problem = ""
    if request.method == "POST":
        try:
            return _done(request, site, found, agent)
        except ValidationError as error:
            problem = " ".join(error.messages)
    return _page(request, site, found, agent, problem=problem)


def _done(request: HttpRequest, site: Site, found: PlanStep | None, agent: Agent) -> HttpResponse:
    do = request.POST.get("do", "save")
    if do == "remove" and found:
        verbs.remove_step(found, by=agent)
        messages.success(request, _("The step is gone."))
        return back_to_page(site, "#plan")
    titles, bodies = (by_language(request, name, site) for name in ("title", "body"))
    made = verbs.save_step(site, found, titles=titles, bodies=bodies, by=agent)
    if do == "show":
        verbs.show_step(made, by=agent)
    messages.success(request, _("Readers see this step now.") if do == "show" else _("Saved."))
    return redirect("plan_step", made.pk)


@require_POST
@for_admins
def progress(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Tell how it goes: of a `step`, which may become another `state`, or of the whole plan."""
    site = chosen_site(request)
    found = site.plan_steps.filter(pk=posted_number(request, "step")).first()
    if request.POST.get("step") and found is None:
        raise Http404
    words = verbs.NoteWords(
        texts=by_language(request, "text", site),
        state=request.POST.get("state", ""),
        answers=answered_by(request.POST.get("answers", ""), site, agent),
    )
    try:
        made = verbs.note_progress(site, found, words=words, by=agent)
    except ValidationError as error:
        if found:
            return _page(request, site, found, agent, problem=" ".join(error.messages))
        messages.error(request, " ".join(error.messages))
        return back_to_page(site, "#plan")
    messages.success(request, _("Readers see it now.") if made else _("Nothing was written."))
    return redirect("plan_step", found.pk) if found else back_to_page(site, "#plan")


@require_POST
@for_admins
def remove(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take back what was told by mistake."""
    found = ProgressNote.objects.select_related("site", "step").filter(pk=pk).first()
    if found is None:
        raise Http404
    verbs.remove_note(found, by=agent)
    messages.success(request, _("Readers see it no more."))
    return redirect("plan_step", found.step_id) if found.step_id else back_to_page(found.site, "#plan")


def _page(
    request: HttpRequest, site: Site, found: PlanStep | None, agent: Agent, *, problem: str = ""
) -> HttpResponse:
    asked = request.POST.get("answers") or request.GET.get("answers", "")
    context: dict[str, Any] = {
        "site": site,
        "step": found,
        "titles": _written(request, site, found, "title"),
        "bodies": _written(request, site, found, "body"),
        "typed": by_language(request, "text", site),
        "languages": languages_of(site),
        "states": StepState.choices,
        "notes": list(found.progress.select_related("answers")) if found else [],
        "answers": answered_by(asked, site, agent),
        "problem": problem,
        "section": "support_page",
    }
    return render(request, "outreach/settings/step.html", context, status=422 if problem else 200)


def _written(request: HttpRequest, site: Site, found: PlanStep | None, name: str) -> dict[str, str]:
    """What was typed into the fields of one name, else what is kept."""
    kept = {code: text.get(name, "") for code, text in (found.texts if found else {}).items()}
    return {code: request.POST.get(f"{name}-{code}", kept.get(code, "")) for code in site.languages}
