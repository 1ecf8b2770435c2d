"""Make words or a file unreadable for good. Asks first; owners and leads only."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations import verbs
from handrail.conversations.models import Message
from handrail.conversations.verbs.redacting import RedactRefused
from handrail.core.requests import whole_number
from handrail.ui.fragments import render
from handrail.workspace.pages import find_or_404, spot_of
from handrail.workspace.views.inbox import go_to


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def redact(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Redact a `passage`, a whole message (`what`: "message") or a file (`what`: its key), if `sure`."""
    conversation = find_or_404(agent, number, sides=True)
    entry = whole_number(request.GET.get("entry", "") or request.POST.get("entry", ""), digits=18) or 0
    message = Message.objects.filter(conversation=conversation, pk=entry).select_related("entry").first()
    if entry and message is None:
        raise Http404
    error = ""
    if request.method == "POST":
        error = _redact(request, agent, conversation, entry)
        if not error:
            return go_to(request, spot_of(request).of(number))
    context = {
        "agent": agent,
        "spot": spot_of(request),
        "conversation": conversation,
        "message": message,
        "files": list(message.attachments.all()) if message else [],
        "passage": request.POST.get("passage", ""),
        "what": request.POST.get("what", "passage"),
        "error": error,
    }
    return render(request, "workspace/redacting.html", context, status=422 if error else 200)


def _redact(request: HttpRequest, agent: Agent, conversation: Any, entry: int) -> str:
    what, by = request.POST.get("what", "passage"), agent.as_actor()
    if not request.POST.get("sure"):
        return _("Say that you are sure: nobody can bring it back.")
    try:
        if what == "message":
            count = verbs.redact_message(conversation, entry=entry, by=by)
        elif what == "passage":
            count = verbs.redact_passage(conversation, passage=request.POST.get("passage", ""), by=by)
        else:
            count = verbs.redact_file(conversation, file=uuid.UUID(what), by=by)
    except RedactRefused:
        return _(
            "That stands nowhere in this conversation. Write at least three letters, as they stand there."
        )
    except ValueError:
        return _("Choose what should be redacted.")
    told = ngettext("Redacted in %(num)s message.", "Redacted in %(num)s messages.", count)
    messages.success(request, told % {"num": count})
    return ""
