"""What is done to an article beside writing it: publish, schedule, archive, review, place, verify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.requests import typed_moment
from handrail.helpcenter import verbs
from handrail.helpcenter.forms import FactsForm
from handrail.helpcenter.models import Remark, Revision, Translation
from handrail.helpcenter.sites import languages_of
from handrail.helpcenter.verbs.placing import place, verify
from handrail.helpcenter.verbs.writing import write_in
from handrail.helpcenter.views.finding import article_or_404, translation_or_404
from handrail.helpcenter.views.published import tell_published
from handrail.ui.fragments import partial
from handrail.ui.undo import say
from handrail.ui.words import language_name

Doing = Callable[[HttpRequest, Translation, Agent], str]


@require_POST
@for_agents
def act(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Do what the button says (`do`) to the newest version."""
    found = translation_or_404(agent, pk, language)
    doing = _ACTS.get(request.POST.get("do", ""))
    if doing is None or found.latest is None:
        raise Http404
    try:
        messages.success(request, doing(request, found, agent))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("edit_article", pk, language)


def _publish(request: HttpRequest, found: Translation, agent: Agent) -> str:
    return tell_published(request, verbs.publish(_read(request, found), by=agent))


def _read(request: HttpRequest, found: Translation) -> Revision:
    """The newest version, if it is the one that whoever pressed the button had before their eyes."""
    if found.latest is None or request.POST.get("revision", "") != str(found.latest_id):
        raise ValidationError(_("There is a newer version: look at it first."))
    return found.latest


def _schedule(request: HttpRequest, found: Translation, agent: Agent) -> str:
    verbs.schedule(_read(request, found), at=_moment(request.POST.get("at", "")), by=agent)
    return _("It is published by itself at that time.")


def _moment(text: str) -> datetime:
    """A moment on the reader's clock. Raises ValidationError for what is none."""
    if (moment := typed_moment(text)) is None:
        raise ValidationError(_("Choose a time to come, within a year."))
    return moment


def _unschedule(_request: HttpRequest, found: Translation, agent: Agent) -> str:
    verbs.unschedule(found, by=agent)
    return _("It is not published by itself any more.")


def _archive(_request: HttpRequest, found: Translation, agent: Agent) -> str:
    verbs.archive(found, by=agent)
    others = found.article.translations.exclude(pk=found.pk)
    if not others:
        return _("Archived: readers do not find it any more. Publish it to bring it back.")
    told = {"language": language_name(found.language)}
    still = [language_name(one.language) for one in others.order_by("language") if one.published_id]
    if not still:
        return _("Archived in %(language)s: readers find it in no language any more.") % told
    told["others"] = get_text_list(still, _("and"))
    return _("Archived in %(language)s. Readers still find it in %(others)s.") % told


def _review(_request: HttpRequest, found: Translation, agent: Agent) -> str:
    verbs.ask_review(found, by=agent)
    return _("It waits for a colleague to read it.")


def _send_back(request: HttpRequest, found: Translation, agent: Agent) -> str:
    verbs.send_back(found, remark=request.POST.get("text", ""), by=agent)
    return _("It is a draft again, with your remark.")


_ACTS: dict[str, Doing] = {
    "publish": _publish,
    "schedule": _schedule,
    "unschedule": _unschedule,
    "archive": _archive,
    "review": _review,
    "send-back": _send_back,
}


@require_POST
@for_agents
def facts(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Keep where it stands, for whom it is and who looks after it."""
    found = article_or_404(agent, pk, needs=May.PUBLISH)
    form = FactsForm(request.POST, article=found, language=get_language() or "en")
    is_fine = form.is_valid()
    if is_fine:
        place(found, facts=form.facts(), by=agent)
    told = _("Saved.") if is_fine else " ".join(str(one) for errors in form.errors.values() for one in errors)
    if request.headers.get("HX-Request") == "true":
        return say(HttpResponse(status=204), told)
    (messages.success if is_fine else messages.error)(request, told)
    return redirect("edit_article", pk, request.POST.get("language") or found.source_language)


@require_POST
@for_agents
def verify_now(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """It is true today, and until the day that was chosen."""
    found = article_or_404(agent, pk)
    try:
        until = parse_date(request.POST.get("until", ""))
    except ValueError:
        until = None
    verify(found, until=until, by=agent)
    messages.success(request, _("Verified."))
    return redirect("edit_article", pk, request.POST.get("language") or found.source_language)


@require_POST
@for_agents
def address(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Give it another address; the old one leads there."""
    found = translation_or_404(agent, pk, language, needs=May.PUBLISH)
    before = found.slug
    renamed = verbs.rename(found, slug=request.POST.get("slug", ""), by=agent)
    if renamed.slug != before:
        messages.success(request, _("Whoever follows the old address is sent on."))
    return redirect("edit_article", pk, language)


@require_POST
@for_agents
def first_language(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Say in which `language` it is really written, while it is only begun."""
    found, meant = translation_or_404(agent, pk, language), request.POST.get("language", "")
    try:
        if meant in languages_of(found.site):
            write_in(found, language=meant, by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    if not partial(request):
        return redirect(_there(found))
    response = HttpResponse()
    response.headers["HX-Redirect"] = _there(found)
    return response


@require_POST
@for_agents
def remark(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Say something to whoever writes it."""
    found = translation_or_404(agent, pk, language)
    try:
        verbs.say(found, text=request.POST.get("text", ""), by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(_there(found) + "#remarks")


@require_POST
@for_agents
def settle_remark(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """It is taken care of, or it is not (`open`)."""
    known = Remark.objects.select_related("translation").filter(pk=pk).first()
    if known is None:
        raise Http404
    found = translation_or_404(agent, known.translation.article_id, known.translation.language)
    verbs.settle(known, is_settled="open" not in request.POST, by=agent)
    return redirect(_there(found) + "#remarks")


def _there(found: Translation) -> str:
    return reverse("edit_article", args=[found.article_id, found.language])
