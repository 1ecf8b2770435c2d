"""What an article said before: every version, what changed from one to another, and going back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.helpcenter.diffing import difference, folded, words
from handrail.helpcenter.models import Revision, Translation
from handrail.helpcenter.verbs import Words, save_revision
from handrail.helpcenter.verbs.keeping import drop_unsaved
from handrail.helpcenter.views.finding import translation_or_404
from handrail.ui.fragments import render

MOST = 200


@require_safe
@for_agents
def history(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """All versions, and what changed between two (`from`, `to`): at first the newest and the one before."""
    found = translation_or_404(agent, pk, language)
    versions = list(found.revisions.order_by("-number").defer("body")[: MOST + 1])
    after = _chosen(found, request.GET.get("to", "")) or found.latest
    before = _chosen(found, request.GET.get("from", "")) or _before(found, after)
    context = {
        "agent": agent,
        "translation": found,
        "article": found.article,
        "versions": versions[:MOST],
        "has_more": len(versions) > MOST,
        "before": before,
        "after": after,
        "lines": folded(difference(before.body if before else "", after.body)) if after else [],
        "title": words(before.title if before else "", after.title) if after else (),
        "summary": words(before.summary if before else "", after.summary) if after else (),
        "part": "article",
    }
    return render(request, "helpcenter/team/revisions.html", context)


@require_POST
@for_agents
def restore(request: HttpRequest, agent: Agent, pk: int, language: str, number: int) -> HttpResponse:
    """Take the words of an older version as the newest; readers see them once they are published."""
    found = translation_or_404(agent, pk, language)
    old = _chosen(found, str(number))
    if old is None:
        raise Http404
    told = _("Version %(number)s again") % {"number": number}
    again = Words(old.title, old.body, old.summary, based_on=old.based_on, comment=told)
    save_revision(found, words=again, by=agent)
    drop_unsaved(found, by=agent)
    messages.success(request, _("Version %(number)s is the newest now, as a draft.") % {"number": number})
    return redirect("edit_article", pk, language)


def _chosen(found: Translation, number: str) -> Revision | None:
    if not number.isdigit() or len(number) > 9:
        return None
    return found.revisions.filter(number=int(number)).first()


def _before(found: Translation, after: Revision | None) -> Revision | None:
    return found.revisions.filter(number__lt=after.number).order_by("-number").first() if after else None
