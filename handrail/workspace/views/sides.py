"""Ask somebody outside beside a conversation, read there and answer. Its customer sees nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Conversation, Draft, Entry
from handrail.conversations.queries.reading import read_timeline
from handrail.conversations.queries.recipients import read_people
from handrail.conversations.queries.sides import find_side, read_beside, said_there, with_rights_beside
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.drafting import DraftRefused, drop_draft, drop_file, keep_file
from handrail.conversations.verbs.enclosing import MOST_ENCLOSED, Enclosed, quotable
from handrail.conversations.verbs.outsiders import OutsiderRefused
from handrail.conversations.verbs.side_drafts import find_side_draft, save_side_draft
from handrail.conversations.verbs.siding import SideRefused
from handrail.core.requests import whole_number
from handrail.notifications.models import Kind
from handrail.notifications.verbs import read_about
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.sending import has_way_out
from handrail.workspace.views.composer import answer_files, draft_too_long, file_of, too_many_files
from handrail.workspace.views.inbox import go_to
from handrail.workspace.views.sending import offer_back
from handrail.workspace.written import leaves_at, once_of, words_of

Door = Callable[..., HttpResponse]


def _needing(*rights: May) -> Callable[[Door], Door]:
    """A door beside a conversation that the agent sees, for those who have these rights."""

    def made(view: Door) -> Door:
        @wraps(view)
        def door(request: HttpRequest, agent: Agent, /, number: int, **more: Any) -> HttpResponse:
            parent = find_or_404(agent, number)
            for right in rights:
                require(agent.role, right)
            if "side" not in more:
                return view(request, agent, parent)
            side = _side_or_404(agent, more["side"])
            if side.parent_id != parent.pk:  # a merge has brought it elsewhere, or taken it back
                return redirect(spot_of(request).beside(side))
            return view(request, agent, parent, side)

        return for_agents(door)

    return made


def _side_or_404(agent: Agent, number: int) -> Any:
    try:
        return find_side(agent, number)
    except Conversation.DoesNotExist:
        raise Http404 from None


_asking, _reading = _needing(May.REPLY, May.ADDRESSES), _needing(May.ADDRESSES)


@require_http_methods(["GET", "HEAD", "POST"])
@_asking
def begin(request: HttpRequest, agent: Agent, parent: Any) -> HttpResponse:
    """Write to somebody outside; only what is chosen (`entries`, `enclosed`) goes along."""
    if request.method != "POST":
        return _begin_page(request, agent, parent)
    draft = find_side_draft(parent, agent=agent)
    try:
        for upload in request.FILES.getlist("files"):
            draft = draft or _keep(request, agent, parent, anyway=True)
            if draft:
                keep_file(draft, file_of(upload))
        words = replace(_words(request, parent, draft), subject=request.POST.get("subject", "").strip()[:500])
        send_after, _is_scheduled = leaves_at(request, agent)
        enclosed = Enclosed(_keys(request, "entries"), _keys(request, "enclosed"))
        about: dict[str, Any] = {"by": agent.as_actor(), "once": once_of(request), "send_after": send_after}
        entry = verbs.begin_side(parent, words=words, enclosed=enclosed, **about)
    except (DraftRefused, OutsiderRefused, SideRefused, ValidationError) as problem:
        return _begin_page(request, agent, parent, error=_says(problem))
    return _gone(request, agent, parent, entry)


@require_safe
@_reading
def page(request: HttpRequest, agent: Agent, parent: Any, side: Any) -> HttpResponse:
    """One side conversation, with the newest words of the customer's beside it, to be read there."""
    return _page(request, agent, parent, side)


@require_POST
@_asking
def write(request: HttpRequest, agent: Agent, parent: Any, side: Any) -> HttpResponse:
    """Send the next mail to the third party."""
    draft = Draft.objects.filter(agent=agent, conversation=side).first()
    try:
        for upload in request.FILES.getlist("files"):
            verbs.attach_to_draft(side, agent=agent, kind="reply", file=file_of(upload))
        draft = draft or Draft.objects.filter(agent=agent, conversation=side).first()
        words = replace(_words(request, side, draft), subject=side.subject)
        send_after, _is_scheduled = leaves_at(request, agent)
        about: dict[str, Any] = {"once": once_of(request), "send_after": send_after}
        entry = verbs.write_side(side, words=words, by=agent.as_actor(), **about)
    except (DraftRefused, OutsiderRefused, SideRefused, ValidationError) as problem:
        return _page(request, agent, parent, side, error=_says(problem))
    return _gone(request, agent, parent, entry)


@require_POST
@_asking
def state(request: HttpRequest, agent: Agent, parent: Any, side: Any) -> HttpResponse:
    """Close it (`closed` is 1), or open it again."""
    act = verbs.close_side if request.POST.get("closed") == "1" else verbs.open_side
    act(side, by=agent.as_actor())
    return go_to(request, spot_of(request).act("side", parent.number, side.number))


@require_POST
@_asking
def draft(request: HttpRequest, agent: Agent, parent: Any) -> HttpResponse:
    """Keep what is being written beside the conversation (204), or throw it away (`discard`)."""
    if request.POST.get("discard"):
        if found := find_side_draft(parent, agent=agent):
            drop_draft(found)
        return go_to(request, spot_of(request).of(parent.number))
    try:
        _keep(request, agent, parent)
    except DraftRefused:
        return draft_too_long()
    return HttpResponse(status=204)


@require_POST
@_asking
def draft_files(request: HttpRequest, agent: Agent, parent: Any) -> HttpResponse:
    """Keep files with it (`files`), or take one off (`take_off`); as for an answer."""
    found, kept = find_side_draft(parent, agent=agent), list[Attachment]()
    try:
        if found and (taken := request.POST.get("take_off", "")):
            drop_file(found, uuid.UUID(taken))
        for upload in request.FILES.getlist("files"):
            found = found or _keep(request, agent, parent, anyway=True)
            if found:
                kept.append(keep_file(found, file_of(upload, inline=bool(request.POST.get("inline")))))
    except ValueError:
        return JsonResponse({"error": too_many_files()}, status=422)
    found = find_side_draft(parent, agent=agent)
    return answer_files(request, found, kept, spot_of(request).act("side_files", parent.number))


def _keep(request: HttpRequest, agent: Agent, parent: Any, *, anyway: bool = False) -> Draft | None:
    lines = ("text", "html", "to", "cc", "subject")
    facts: dict[str, Any] = {name: request.POST.get(name, "") for name in lines}
    return save_side_draft(parent, agent=agent, anyway=anyway, kind="reply", **facts)


def _words(request: HttpRequest, here: Any, draft: Draft | None) -> Words:
    words = words_of(request)
    if not words.text.strip() and not (draft and draft.attachments.exists()):
        raise ValidationError(_("Write something first: the message is empty."))
    if not has_way_out(here):
        raise ValidationError(_("This mailbox cannot send yet: what you wrote is kept as a draft."))
    people = {name: read_people(request.POST.get(name, "")) for name in ("to", "cc")}
    return replace(words, recipients=people)


def _keys(request: HttpRequest, name: str) -> tuple[int, ...]:
    found = (whole_number(text, digits=18) for text in request.POST.getlist(name)[:MOST_ENCLOSED])
    return tuple(key for key in found if key is not None)


def _says(problem: Exception) -> str:
    """Why nothing was sent, and what to do."""
    if isinstance(problem, OutsiderRefused) and problem.is_customer:
        says = _("%(address)s is the customer's own address: take it out, or write them a reply instead.")
        return says % {"address": problem.address}
    if isinstance(problem, OutsiderRefused) and problem.address:
        return _("%(address)s is our own address: take it out.") % {"address": problem.address}
    if isinstance(problem, OutsiderRefused):
        return _("Say to whom it goes: write an address into the line To.")
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    if isinstance(problem, DraftRefused):
        return too_many_files()
    return _(
        "Nobody can be asked beside this conversation: its words were erased, or fifty were asked before."
    )


def _gone(request: HttpRequest, agent: Agent, parent: Any, entry: Entry) -> HttpResponse:
    number = entry.conversation.number
    response = go_to(request, spot_of(request).act("side", parent.number, number))
    return offer_back(response, request, agent, number, entry)


def _begin_page(request: HttpRequest, agent: Agent, parent: Any, error: str = "") -> HttpResponse:
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": parent,
        "draft": find_side_draft(parent, agent=agent),
        "told": request.POST if error else {},
        "quotable": quotable(parent),
        "said_there": said_there(parent.pk),
        "chosen": {*_keys(request, "entries")},
        "enclosed": {*_keys(request, "enclosed")},
        "once": uuid.uuid4(),
        "can_send": has_way_out(parent),
        "error": error,
    }
    return render(request, "workspace/sides/begin.html", context, status=422 if error else 200)


def _page(request: HttpRequest, agent: Agent, parent: Any, side: Any, error: str = "") -> HttpResponse:
    timeline = with_rights_beside(read_timeline(side, agent))
    if timeline.last:
        verbs.see(side, agent=agent, entry=timeline.last)
        read_about(agent, side.pk)
        read_about(agent, parent.pk, kind=Kind.BESIDE)
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "parent": parent,
        "side": side,
        "rights": TABLE.get(agent.role, frozenset()),
        "timeline": timeline,
        "around": read_beside(agent, side),
        "said_there": said_there(parent.pk),
        "told": request.POST if error else {},
        "once": uuid.uuid4(),
        "can_send": has_way_out(side),
        "error": error,
    }
    return render(request, "workspace/sides/side.html", context, status=422 if error else 200)
