"""Articles for whoever answers: behind `??` in the composer, and in the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.assistant.inserting import was_inserted
from handrail.core.rich_text import written_text
from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import Translation, Visibility
from handrail.helpcenter.offering import Offered, looked_up
from handrail.helpcenter.quoting import as_link, as_words
from handrail.helpcenter.readers import reader_for, reader_of_customer
from handrail.playbooks.filling import languages_of
from handrail.ui.fragments import render
from handrail.ui.words import language_name
from handrail.workspace.foreign import foreign_words
from handrail.workspace.pages import find_or_404

MOST, MOST_IN_PALETTE = 12, 5


@dataclass(frozen=True)
class Line:
    """An article as the list shows it; `withheld` says why this customer cannot be sent there."""

    key: int
    title: str
    address: str
    language: str
    about: list[str]
    summary: str
    passage: str
    withheld: str


@require_safe
@for_agents
def find(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Articles for what is typed (`q`), before anything is typed for what the conversation is about."""
    conversation = find_or_404(agent, number)
    require(agent.role, May.NOTE)
    words = request.GET.get("q", "").strip() or conversation.subject
    language = _language(conversation)
    found = looked_up(words, language, reader=reader_for(agent), most=MOST)
    theirs = _readable(conversation, [one.translation for one in found])
    lines = [_line(one, language, is_theirs=one.translation.pk in theirs) for one in found]
    return render(request, "workspace/articles.html", {"lines": lines})


@require_POST
@for_agents
def insert(request: HttpRequest, agent: Agent, number: int, pk: int) -> HttpResponse:
    """One article for the composer, as a link or (`as=words`) in its own words; in a reply it counts as used.

    What the customer may not read goes into no reply: 409, with the reason. `says` tells the agent that it
    is in another language than the customer's, where it is.
    """
    conversation = find_or_404(agent, number)
    require(agent.role, May.NOTE)
    readable = Translation.objects.readable_by(reader_for(agent)).select_related(
        "published", "site", "article"
    )
    translation = readable.filter(pk=pk).first()
    if translation is None:
        raise Http404
    says = ""
    if request.POST.get("kind") != "note":
        if not _readable(conversation, [translation]):
            return JsonResponse({"error": _withheld(translation)}, status=409)
        was_inserted(translation, conversation)
        says = foreign_words(translation.language, _language(conversation))
    html = as_link(translation)
    if request.POST.get("as") == "words":
        html = as_words(translation, reader_of_customer(conversation.customer))
    return JsonResponse({"html": html, "text": written_text(html), "says": says})


@require_safe
@for_agents
def palette(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Articles whose words fit (`q`), as the palette draws its lines."""
    words, language = request.GET.get("q", ""), agent.language.partition("-")[0]
    found = looked_up(words, language, reader=reader_for(agent), most=MOST_IN_PALETTE)
    places = [(path_of(one.translation), one.title) for one in found]
    return render(request, "workspace/palette_articles.html", {"places": places})


def _language(conversation: Any) -> str:
    return next(iter(languages_of(conversation)), "en")


def _readable(conversation: Any, translations: list[Translation]) -> set[int]:
    """Those that the customer of this conversation may read."""
    reader = reader_of_customer(conversation.customer)
    readable = Translation.objects.readable_by(reader).filter(pk__in=[one.pk for one in translations])
    return set(readable.values_list("pk", flat=True))


def _line(one: Offered, language: str, *, is_theirs: bool) -> Line:
    withheld = "" if is_theirs else _withheld(one.translation)
    spoken = "" if one.language == language else language_name(one.language)
    label = one.translation.article.get_visibility_display()
    is_public = one.translation.article.visibility == Visibility.PUBLIC
    about = [part for part in (spoken, "" if is_public else label) if part]
    return Line(
        key=one.translation.pk,
        title=one.title,
        address=path_of(one.translation),
        language=one.language,
        about=about,
        summary=one.summary,
        passage="" if one.passage == one.summary else one.passage,
        withheld=withheld,
    )


def _withheld(translation: Translation) -> str:
    if translation.article.visibility == Visibility.INTERNAL:
        return _("Only the team can read this: put it into a note.")
    return _("This customer cannot read this article: put it into a note.")
