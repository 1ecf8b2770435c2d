"""Throw an article away, take it back, and delete for good what is in the trash."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May
from handrail.conversations.verbs.deleting import IN_TRASH
from handrail.core.requests import whole_number
from handrail.helpcenter import verbs
from handrail.helpcenter.drawing import draw
from handrail.helpcenter.models import Revision, Translation
from handrail.helpcenter.queries.listing import MOST_TOGETHER
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.views.finding import translation_or_404, trashed_or_404
from handrail.ui.fragments import partial, render
from handrail.ui.undo import offer_undo


@require_POST
@for_agents
def trash(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Throw it away, a source with all its languages. `then=stay`: the list takes its row out itself."""
    found = translation_or_404(agent, pk, language, needs=May.PUBLISH)
    verbs.trash(found, by=agent)
    back = reverse("restore_article", args=[found.pk])
    if not partial(request):
        messages.success(request, _("It is in the trash for thirty days."))
        return redirect("articles")
    response, then = HttpResponse(), "stay"
    if request.POST.get("then") != "stay":
        response.headers["HX-Redirect"], then = reverse("articles"), "article"
    return offer_undo(response, _("Moved to the trash"), f"{back}?then={then}", seconds=agent.undo_seconds)


@require_POST
@for_agents
def restore(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take it out of the trash. `then`: to the article, or stay, for whoever takes back what they just did;
    they are told by a 409 why that cannot be.
    """
    found, then = trashed_or_404(agent, pk, needs=May.PUBLISH), request.GET.get("then")
    try:
        verbs.restore(found, by=agent)
    except ValidationError as problem:
        told = " ".join(problem.messages)
        if then:
            return HttpResponse(told, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, told)
        return redirect(trash_address())
    if then == "stay":
        return HttpResponse(status=204)
    messages.success(request, _("Restored, as it was."))
    return redirect("edit_article", found.article_id, found.language) if then else redirect(trash_address())


@require_POST
@for_agents
def restore_all(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Take back what was just thrown away together (`pk`, once for each), all or nothing; else 409."""
    keys = [whole_number(text) or 0 for text in request.GET.getlist("pk")[:MOST_TOGETHER]]
    found = [trashed_or_404(agent, key, needs=May.PUBLISH) for key in keys]
    try:
        with transaction.atomic():
            for one in found:
                verbs.restore(one, by=agent)
    except ValidationError as problem:
        return HttpResponse(" ".join(problem.messages), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_safe
@for_agents
def read(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Its newest words, as they would be again: to copy from, or to know whether to restore it."""
    found = trashed_or_404(agent, pk, needs=May.PUBLISH)
    words = found.latest or Revision(title=found.slug)
    reader = reader_for(agent)
    context = {
        "agent": agent,
        "may": TABLE[agent.role],
        "translation": found,
        "title": words.title,
        "summary": words.summary,
        "written_in": found.language,
        "drawn": draw(
            words.body, site=found.site, article=found.article, language=found.language, reader=reader
        ),
        "kept_for": IN_TRASH,
        "part": "trash",
    }
    return render(request, "helpcenter/team/trashed_article.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def delete(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Say what would be gone, and delete it for good (POST): for owners."""
    found = trashed_or_404(agent, pk, needs=May.EVERYTHING)
    if request.method == "POST":
        try:
            verbs.delete_for_good(found, by=agent)
            messages.success(request, _("Deleted for good."))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        return redirect(trash_address())
    going = _going(found)
    context = {
        "agent": agent,
        "translation": found,
        "languages": sorted({one.language for one in going}),
        "versions": Revision.objects.filter(translation__in=going).count(),
        "files": found.article.assets.count() if found.is_source else 0,
        "part": "trash",
    }
    return render(request, "helpcenter/team/delete.html", context)


def _going(found: Translation) -> list[Translation]:
    """What is deleted with it, itself included."""
    together = Translation.all_objects.filter(article=found.article_id)
    return list(together if found.is_source else together.filter(pk=found.pk))


def trash_address() -> str:
    """The list of what is in the trash."""
    return reverse("articles") + "?view=trash"
