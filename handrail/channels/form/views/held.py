"""What was sent and is held, or could not be read: looked at, processed, or dismissed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.channels.form.fields import fields_of, said
from handrail.channels.form.intake import dismiss, release
from handrail.channels.form.models import Submission, SubmissionState
from handrail.channels.form.views.building import held_of
from handrail.core.audit import audit
from handrail.ui.fragments import render

MOST = 100
SHOWN = 500  # characters of an answer


@require_http_methods(["GET", "HEAD"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The newest hundred, each with its answers and why it is here."""
    found = list(held_of(agent).order_by("-received_at")[: MOST + 1])
    context = {"agent": agent, "held": [_line(one) for one in found[:MOST]], "section": "forms"}
    return render(request, "form/held.html", context | {"has_more": len(found) > MOST})


def _line(one: Submission) -> dict[str, Any]:
    first = one.form.languages[0]
    labels = {field.key: said(field.label, first, first) for field in fields_of(one.form.fields)}
    answers = [(labels.get(key, key), value[:SHOWN]) for key, value in one.values.items()]
    return {"one": one, "answers": answers}


@require_POST
@for_admins
def act(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Make a conversation of it, or dismiss it (`dismiss`)."""
    found = held_of(agent).filter(pk=pk).first()
    if found is None:
        raise Http404
    if "dismiss" in request.POST:
        dismiss(found)
        audit(agent, "form sending dismissed", submission=found.pk)
        messages.success(request, _("Dismissed."))
    else:
        done = release(found)
        audit(agent, "form sending released", submission=found.pk)
        if done.state == SubmissionState.DONE and done.conversation:
            messages.success(
                request, _("It is conversation #%(number)s now.") % {"number": done.conversation.number}
            )
        else:
            messages.error(request, _("It could not be read: see Health."))
    return redirect("held_forms")
