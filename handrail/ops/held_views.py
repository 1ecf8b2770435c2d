"""Mails that could not be read: each with its source, to be processed again one by one or all together."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, mailbox_ids
from handrail.channels.email.models import UNREAD, IncomingMail, MailState
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.ops.concealed import is_concealed
from handrail.ops.failures import AT_ONCE, read_again
from handrail.ui.fragments import render

SHOWN = 100_000  # bytes of a source that the page shows; a download has all


@require_safe
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A held mail: why, and its source as text."""
    mail = _held(agent, pk)
    raw = blobs.open_bytes(mail.raw_id)
    concealed = is_concealed(agent, mail, raw)
    raw = b"" if concealed else raw
    text = raw[:SHOWN].decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    context = {"agent": agent, "mail": mail, "text": text, "is_cut": len(raw) > SHOWN, "section": "health"}
    context["concealed"] = concealed
    return render(request, "ops/held_mail.html", context)


@require_POST
@for_admins
def again(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Process a held mail again; or dismiss it (`dismiss`): it stays as it came, and nobody is told of it."""
    mail = _held(agent, pk)
    if request.POST.get("dismiss"):
        IncomingMail.objects.filter(pk=mail.pk, state__in=UNREAD).update(state=MailState.DISMISSED)
        audit(agent, "held mail dismissed", mail=mail.pk)
        messages.success(request, ngettext("Dismissed.", "%(count)s dismissed.", 1))
        return redirect("health")
    read_again([mail.pk])
    messages.success(request, _("It is being done again."))
    return redirect("health")


@require_POST
@for_admins
def all_again(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Process all held mails again, oldest first; at most a thousand at once."""
    waiting = _all(agent).order_by("pk").values_list("pk", flat=True)
    count = read_again(list(waiting[:AT_ONCE]))
    audit(agent, "held mails processed again", count=count)
    says = ngettext("It is being done again.", "%(count)s are being done again.", count)
    messages.success(request, says % {"count": count})
    return redirect("health")


@require_safe
@for_admins
def source(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A held mail as it came, byte for byte."""
    mail = _held(agent, pk)
    raw = blobs.open_bytes(mail.raw_id)
    if is_concealed(agent, mail, raw):
        raise Http404
    response = HttpResponse(raw, content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="held-{mail.pk}.eml"'
    return response


def _all(agent: Agent) -> QuerySet[IncomingMail]:
    return IncomingMail.objects.filter(state__in=UNREAD, mailbox__in=mailbox_ids(agent))


def _held(agent: Agent, pk: int) -> IncomingMail:
    mail = _all(agent).select_related("mailbox", "raw").filter(pk=pk).first()
    if mail is None:
        raise Http404
    return mail
