"""The pages of the assistant's settings."""

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
from handrail.assistant.answering.thresholds import CHANNELS, set_thresholds, threshold_of
from handrail.assistant.dialogue.switching import is_stopped
from handrail.assistant.forms import CHANNEL_LABELS, ThresholdsForm, WriterForm
from handrail.assistant.models import Blocked, Withheld
from handrail.assistant.places import places_for, switch_place
from handrail.assistant.queries import spent, the_last_calls
from handrail.assistant.review.blocking import unblock
from handrail.assistant.review.correcting import withhold
from handrail.assistant.review.estimating import Estimate, estimate
from handrail.assistant.review.naming import article_named, slug_of
from handrail.assistant.suggesting import set_suggests, suggests
from handrail.assistant.writing.configuring import set_writer, the_writer
from handrail.core.remembered import forget_remembered
from handrail.core.requests import posted_number
from handrail.helpcenter.models import Article
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def thresholds(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change how sure it must be; where it answers and the writer stand on the same page."""
    forget_remembered()  # who has just saved, by whichever process, sees what is kept
    form = ThresholdsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        set_thresholds(form.values(), by=agent)
        messages.success(request, _("Saved."))
        return redirect("assistant_settings")
    return _page(request, agent, form, WriterForm(None, of=the_writer(), by=agent))


@require_POST
@for_admins
def writer(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Change the service that writes."""
    form = WriterForm(request.POST, of=the_writer(), by=agent)
    if not form.is_valid():
        return _page(request, agent, ThresholdsForm(), form)
    told = dict(form.cleaned_data)
    set_writer(**told | {"secret": told["secret"] or None}, by=agent)
    messages.success(request, _("Saved."))
    return redirect("assistant_settings")


@require_POST
@for_admins
def for_the_team(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show agents what it would answer (`on`), or not."""
    set_suggests(on=request.POST.get("on") == "1", by=agent)
    messages.success(request, _("Saved."))
    return redirect("assistant_settings")


@require_POST
@for_admins
def place(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Let it answer in one place (`channel`, `key`), or not (`on`)."""
    key = posted_number(request, "key") or 0
    if not switch_place(request.POST.get("channel", ""), key, on=request.POST.get("on") == "1", by=agent):
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("assistant_settings")


@require_POST
@for_admins
def withheld_articles(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Never answer from an article (`other`: its address or title); `allow` answers again (`article`).

    `blocked` is the key of a question that is answered from its article again.
    """
    if "blocked" in request.POST:
        kept = Blocked.objects.visible_to(agent).filter(pk=posted_number(request, "blocked")).first()
        if kept is None:
            raise Http404
        unblock(kept, by=agent)
        return redirect("assistant_settings")
    try:
        if "allow" in request.POST:
            article = Article.objects.filter(pk=posted_number(request, "article")).first()
        else:
            article = article_named(request.POST.get("other", ""), agent=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("assistant_settings")
    if article is None:
        raise Http404
    withhold(article, is_withheld="allow" not in request.POST, by=agent)
    return redirect("assistant_settings")


def _page(request: HttpRequest, agent: Agent, sure: ThresholdsForm, writer: WriterForm) -> HttpResponse:
    known = estimate(agent)
    kept = Withheld.objects.select_related("article").prefetch_related("article__translations")
    blocked = Blocked.objects.visible_to(agent).select_related("article")
    context: dict[str, Any] = {
        "sure": sure,
        "writer": writer,
        "section": "assistant_settings",
        "part": "assistant_settings",
        "has_secret": bool(the_writer().secret_sealed),
        "calls": the_last_calls(agent),
        "spent": spent(),
        "places": places_for(agent),
        "labels": CHANNEL_LABELS,
        "suggests": suggests(),
        "is_stopped": is_stopped(),
        "estimate": known,
        "meant": _meant(known) if known.says_anything else {},
        "withheld": [(one.article_id, slug_of(one.article)) for one in kept],
        "blocked": [(one, slug_of(one.article)) for one in blocked.prefetch_related("article__translations")],
    }
    is_wrong = request.method == "POST"
    return render(request, "assistant/settings.html", context, status=422 if is_wrong else 200)


def _meant(known: Estimate) -> dict[str, str]:
    """What the threshold of each channel means, as a sentence."""
    says = _(
        "Of questions like yours it answers about %(answered)s %%, %(wrong)s %% wrongly and"
        " %(named)s %% from another article, with the right one named below it."
    )
    found = {channel: known.at(threshold_of(channel)) for channel in CHANNELS}
    return {
        channel: says % {name: round(100 * getattr(one, name)) for name in ("answered", "wrong", "named")}
        for channel, one in found.items()
    }
