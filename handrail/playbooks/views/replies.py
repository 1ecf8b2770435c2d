"""The settings page of saved replies: everybody's own, and the team's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.core.language import LANGUAGES
from handrail.playbooks.exchange import LARGEST, as_json, bring
from handrail.playbooks.forms import ReplyForm, read_variants
from handrail.playbooks.models import SavedReply, SharedQuerySet
from handrail.playbooks.variables import VARIABLES
from handrail.playbooks.verbs import MOST_LANGUAGES, Variant, copy_reply, delete_reply, save_reply
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name

ORDERS: dict[str, tuple[Any, ...]] = {
    "title": ("folder", "title", "pk"),
    "used": ("-used", "title", "pk"),
    "unused": (F("last_used_at").asc(nulls_first=True), "title", "pk"),
    "review": (F("review_on").asc(nulls_last=True), "title", "pk"),
    "changed": ("-updated_at", "pk"),
}
A_PAGE = 200


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that the agent may see; `q` looks in titles, folders and texts, `order` sorts."""
    order = request.GET.get("order", "title")
    found = _sought(SavedReply.objects.visible_to(agent), request.GET.get("q", ""))
    found = found.order_by(*ORDERS.get(order, ORDERS["title"]))
    replies = list(
        found.with_mailboxes(agent).select_related("owner").prefetch_related("texts")[: A_PAGE + 1]
    )
    today = timezone.localdate()
    context = {
        "agent": agent,
        "replies": [(reply, reply.may_change(agent), reply.is_due(today)) for reply in replies[:A_PAGE]],
        "may": TABLE[agent.role],
        "has_more": len(replies) > A_PAGE,
        "order": order,
        "question": request.GET.get("q", ""),
        "section": "saved_replies",
    }
    return render(request, "playbooks/saved_replies.html", context)


def _sought(replies: SharedQuerySet[SavedReply], question: str) -> SharedQuerySet[SavedReply]:
    for word in question.replace("\x00", "").split()[:8]:
        in_text = Q(texts__text__icontains=word)
        within = replies.model._default_manager.filter(
            Q(title__icontains=word) | Q(folder__icontains=word) | in_text
        )
        replies = replies.filter(pk__in=within.values("pk"))
    return replies


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def edit(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Write a new one, or change one."""
    require(agent.role, May.REPLY)
    found = _own_or_404(agent, pk) if pk else None
    form = ReplyForm(request.POST or None, agent=agent, of=found)
    if request.method == "POST" and form.is_valid() and _save(form, request, found):
        messages.success(request, _("Saved."))
        return redirect("saved_replies")
    told = read_variants(request.POST) if request.method == "POST" else _variants(found)
    free = [*told, Variant(_next_language(told, agent), "")][:MOST_LANGUAGES]
    context = {
        "agent": agent,
        "form": form,
        "reply": found,
        "variants": free,
        "languages": languages_by_name(LANGUAGES),
        "variables": VARIABLES,
        "section": "saved_replies",
    }
    return render(request, "playbooks/saved_reply.html", context, status=422 if form.errors else 200)


def _save(form: ReplyForm, request: HttpRequest, found: SavedReply | None) -> bool:
    told: dict[str, Any] = {
        name: form.cleaned_data.get(name) for name in ("title", "folder", "review_on", "owner")
    }
    try:
        save_reply(found, variants=read_variants(request.POST), sharing=form.sharing, by=form.agent, **told)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True


def _variants(reply: SavedReply | None) -> list[Variant]:
    return [Variant(text.language, text.text, text.html) for text in reply.texts.all()] if reply else []


def _next_language(told: list[Variant], agent: Agent) -> str:
    """The language that an empty row suggests: the agent's own, or English, if there is no such text yet."""
    have = {variant.language for variant in told}
    return next((code for code in (agent.language, "en") if code and code not in have), "")


@require_POST
@for_agents
def copy(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Make one's own copy and go on with it."""
    try:
        made = copy_reply(_visible_or_404(agent, pk), by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("saved_replies")
    return redirect("saved_reply", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def delete(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Ask, then delete it."""
    found = _own_or_404(agent, pk)
    if request.method == "POST":
        delete_reply(found, by=agent)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": found.title})
        return redirect("saved_replies")
    context = {"agent": agent, "name": found.title, "back": "saved_replies", "section": "saved_replies"}
    return render(request, "playbooks/delete.html", context)


@require_safe
@for_agents
def export(_request: HttpRequest, agent: Agent) -> HttpResponse:
    """All that the agent may see, as a file."""
    found = (
        SavedReply.objects.visible_to(agent).with_mailboxes(agent).order_by("pk").prefetch_related("texts")
    )
    response = HttpResponse(as_json(found), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="saved-replies.json"'
    return response


@require_POST
@for_agents
def bring_file(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make what a file holds (`file`)."""
    file = request.FILES.get("file")
    try:
        made = bring(file.read(LARGEST + 1) if file else b"", by=agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("saved_replies")
    sentence = ngettext("%(num)s saved reply was made.", "%(num)s saved replies were made.", made)
    messages.success(request, sentence % {"num": made})
    return redirect("saved_replies")


def _visible_or_404(agent: Agent, pk: int) -> SavedReply:
    found = SavedReply.objects.visible_to(agent).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _own_or_404(agent: Agent, pk: int) -> SavedReply:
    found = _visible_or_404(agent, pk)
    if not found.may_change(agent):
        raise Http404
    return found
