"""A file shown in a sandbox: the page around it, and its bytes for that page."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.conversations.models import Attachment
from handrail.conversations.queries.masking import is_raw_mail
from handrail.conversations.showing import Shown
from handrail.core import blobs
from handrail.ui.fragments import render
from handrail.workspace.previews import lines_of, make_pass, opened_by

CAGE = (
    "sandbox allow-scripts; default-src 'none'; script-src {us}; style-src {us}; img-src {us};"
    " connect-src {us}; frame-ancestors 'self'"
)


@require_safe
@for_agents
@xframe_options_exempt
def open_file(request: HttpRequest, agent: Agent, public_id: uuid.UUID) -> HttpResponse:
    """From the agent's page into the sandbox: a fresh pass."""
    file = Attachment.objects.visible_to(agent).filter(public_id=public_id).first()
    if file is None or file.shown_as is None:
        raise Http404
    if is_raw_mail(file):
        require(agent.role, May.SOURCE)
    response = redirect("preview", make_pass(agent, file))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, ticket: str) -> HttpResponse:
    """The page in the sandbox; no session is asked, the pass opens it."""
    agent, file, shown = _of(ticket)
    context: dict[str, object] = {"file": file, "shown": shown}
    context["address"] = reverse("preview_bytes", args=[ticket])
    if shown == Shown.TEXT:
        context["text"] = lines_of(blobs.open_bytes(file.blob_id))
    with translation.override(agent.language or translation.get_language()):
        response = render(request, "workspace/preview.html", context)
    response.headers["Content-Security-Policy"] = CAGE.format(us=request.build_absolute_uri("/").rstrip("/"))
    return _private(response)


@require_safe
def content(request: HttpRequest, ticket: str) -> HttpResponse:
    """The bytes of a picture or a PDF. A sandbox has no origin, so any may read what the pass opens."""
    _agent, file, shown = _of(ticket)
    if shown == Shown.TEXT:
        raise Http404
    kind = "application/pdf" if shown == Shown.PDF else file.content_type
    response = HttpResponse(blobs.open_bytes(file.blob_id), content_type=kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _private(response)


def _of(ticket: str) -> tuple[Agent, Attachment, Shown]:
    opened = opened_by(ticket)
    shown = opened[1].shown_as if opened else None
    if opened is None or shown is None:
        raise Http404
    return *opened, shown


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
