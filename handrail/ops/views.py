"""The page of Handrail's health: the same truth as `handrail doctor`, and what waits for an admin."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, mailbox_ids
from handrail.channels.email import tasks as mail_tasks
from handrail.channels.email.models import IncomingMail
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.core.models import Failure
from handrail.ops.doctor.examining import examine
from handrail.ops.health import UNREAD, dismiss, held_mails, open_failures, retry
from handrail.ui.fragments import render


@require_safe
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Findings, failures, held mails."""
    context = {
        "agent": agent,
        "findings": examine(),
        "failures": open_failures(),
        "held": held_mails(agent),
        "section": "health",
    }
    return render(request, "ops/health.html", context)


@require_POST
@for_admins
def failure(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Do failed work again, or dismiss it (`dismiss`)."""
    found = Failure.objects.filter(pk=pk, resolved_at=None).first()
    if found is None:
        raise Http404
    with transaction.atomic():
        if request.POST.get("dismiss"):
            dismiss(found)
            audit(agent, "failure dismissed", what=found.what, subject=found.subject)
            messages.success(request, _("Dismissed."))
        else:
            _retry(request, found)
    return redirect("health")


def _retry(request: HttpRequest, found: Failure) -> None:
    try:
        retry(found)
        messages.success(request, _("It is being done again; reload in a moment."))
    except (KeyError, ValueError):
        messages.error(request, _("This version no longer knows how to do that: dismiss it."))


@require_POST
@for_admins
def mail_again(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Process a held mail again."""
    mail = _held(agent, pk)
    mail_tasks.read.defer(mails=[mail.pk])
    messages.success(request, _("It is being done again; reload in a moment."))
    return redirect("health")


@require_safe
@for_admins
def mail_source(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A held mail as it came, byte for byte."""
    mail = _held(agent, pk)
    response = HttpResponse(blobs.open_bytes(mail.raw_id), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="held-{mail.pk}.eml"'
    return response


def _held(agent: Agent, pk: int) -> IncomingMail:
    mail = IncomingMail.objects.filter(pk=pk, state__in=UNREAD, mailbox__in=mailbox_ids(agent)).first()
    if mail is None:
        raise Http404
    return mail
