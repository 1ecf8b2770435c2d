"""Downloads: files of messages and drafts, and a mail's original source."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation, Draft, Message
from handrail.core import blobs
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of

SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
CAGE = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@for_agents
def file(request: HttpRequest, agent: Agent, public_id: uuid.UUID, name: str) -> HttpResponse:
    """A file; only plain images are shown in the page, all else is a download in a cage."""
    visible = Conversation.objects.visible_to(agent).values("pk")
    mine = Q(message__conversation__in=visible) | Q(draft__in=Draft.objects.of(agent).values("pk"))
    found = Attachment.objects.filter(mine, public_id=public_id).first()
    if found is None:
        raise Http404
    kind = found.content_type if found.content_type in SHOWN else "application/octet-stream"
    return _download(found.blob_id, found.name, kind, as_attachment=kind not in SHOWN)


@require_safe
@for_agents
def source(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """The mail as it came, byte for byte."""
    message = _message(find_or_404(agent, number), entry)
    if message.raw_id is None:
        raise Http404
    return _download(message.raw_id, f"{number}-{entry}.eml", "message/rfc822", as_attachment=True)


@require_safe
@for_agents
def send_state(request: HttpRequest, agent: Agent, number: int, entry: int) -> HttpResponse:
    """How far sending has come, as the timeline draws it; asked again while it is under way."""
    conversation = find_or_404(agent, number)
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": conversation,
        "message": _message(conversation, entry),
    }
    return render(request, "workspace/send_state.html", context)


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
