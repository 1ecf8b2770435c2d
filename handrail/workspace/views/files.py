"""Downloads: files of messages and drafts, and a mail's original source."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May, require
from handrail.conversations.models import Attachment, Message
from handrail.conversations.queries.masking import is_raw_mail, masked_files
from handrail.conversations.queries.reading import read_entry
from handrail.conversations.queries.sides import with_rights_beside
from handrail.core import blobs
from handrail.core.masking import mask
from handrail.core.shell.pictures import picture_address
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import conversation_context, find_or_404, list_context, spot_of

SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
CAGE = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@for_agents
def file(request: HttpRequest, agent: Agent, public_id: uuid.UUID, name: str) -> HttpResponse:
    """A file; only plain images are shown in the page, all else is a download in a cage."""
    found = Attachment.objects.visible_to(agent).checked().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if is_raw_mail(found):
        require(agent.role, May.SOURCE)
    kind = found.content_type if found.content_type in SHOWN else "application/octet-stream"
    return _download(found.blob_id, found.name, kind, as_attachment=kind not in SHOWN)


@require_safe
@for_agents
def file_line(request: HttpRequest, agent: Agent, public_id: uuid.UUID) -> HttpResponse:
    """A file below its message, as the timeline draws it; asked for while it is looked through."""
    found = Attachment.objects.visible_to(agent).filter(public_id=public_id).first()
    files = masked_files([found]) if found and agent.is_guest else [found]
    if found is None or not files:
        raise Http404
    return render(request, "workspace/file_line.html", {"one": found})


@require_safe
@for_agents
def source(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """The mail as it came, byte for byte."""
    message = _message(find_or_404(agent, number, sides=True), entry)
    require(agent.role, May.SOURCE)
    if message.raw_id is None:
        raise Http404
    return _download(message.raw_id, f"{number}-{entry}.eml", "message/rfc822", as_attachment=True)


@require_safe
@for_agents
def send_state(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """How far sending has come, as the timeline draws it; asked again while it is under way."""
    conversation = find_or_404(agent, number, sides=True)
    message = _message(conversation, entry)
    if not message.send_state:  # what came to us was not sent by us
        raise Http404
    message.send_error = mask(message.send_error) if agent.is_guest else message.send_error
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": conversation,
        "message": message,
        "may": TABLE.get(agent.role, frozenset()),
    }
    return render(request, "workspace/send_state.html", context)


@require_safe
@for_agents
def show_pictures(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """One message with its pictures from elsewhere, as somebody asked for; without htmx in its whole page."""
    conversation, spot = find_or_404(agent, number, sides=True), spot_of(request)
    context = {"agent": agent, "spot": spot, "conversation": conversation, "pictures_of": entry}
    context["picture_address"] = picture_address
    if partial(request):
        timeline = read_entry(conversation, agent, entry)
        if not timeline.items:
            raise Http404
        timeline = with_rights_beside(timeline) if conversation.parent_id else timeline
        return render(request, "workspace/timeline.html", context | {"timeline": timeline}, "entries")
    if conversation.parent_id:
        return redirect(spot.beside(conversation))
    around = list_context(request, agent, spot) | conversation_context(agent, spot, conversation)
    return render(request, "workspace/inbox.html", context | around)


def _message(conversation: Any, entry: int) -> Message:
    found = Message.objects.filter(conversation=conversation, pk=entry).first()
    if found is None:
        raise Http404
    return found


def _download(key: str, name: str, kind: str, *, as_attachment: bool) -> HttpResponse:
    response = HttpResponse(blobs.open_bytes(key), content_type=kind)
    header = content_disposition_header(as_attachment, name)
    response.headers["Content-Disposition"] = header or "attachment"
    response.headers["Content-Security-Policy"] = CAGE
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
