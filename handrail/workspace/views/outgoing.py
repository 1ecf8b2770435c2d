"""The mails a mailbox sends, as admins set them: signature and history, and automatic acknowledgement."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Outgoing
from handrail.channels.email.sending.signatures import RULE, signature
from handrail.channels.email.verbs import dress_mails, set_acknowledgement
from handrail.routing.models import MailboxHours
from handrail.ui.fragments import render
from handrail.workspace.outgoing_forms import AcknowledgementForm, SignatureForm
from handrail.workspace.signature_forms import read_variants, variant_forms


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def signature_page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change what stands below replies; `preview` shows it and keeps nothing."""
    mailbox, row = _mailbox_and_row(agent, pk)
    form = SignatureForm(request.POST or None, initial={"signature": row.signature, "history": row.history})
    is_preview = "preview" in request.POST
    rows = variant_forms(request.POST or None, mailbox)
    variants = read_variants(rows) if request.method == "POST" else None
    if request.method == "POST" and form.is_valid() and variants is not None and not is_preview:
        told = (
            variants if "variant-0-text" in request.POST else None
        )  # a form without these rows means none of them
        dress_mails(mailbox, by=agent, variants=told, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("signature", mailbox.pk)
    source = str(form["signature"].value() or "")
    context = {
        "mailbox": mailbox,
        "form": form,
        "rows": rows,
        "shown": signature(source, agent=agent.name, mailbox=mailbox.name),
        "rule": RULE,
        "section": "mailboxes",
        "part": "signature",
    }
    wrong = form.errors or (request.method == "POST" and variants is None)
    status = 422 if wrong and not is_preview else 200
    return render(request, "workspace/settings/signature.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def acknowledgement(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change whether and how customers are told that their mail has arrived."""
    mailbox, row = _mailbox_and_row(agent, pk)
    form = AcknowledgementForm(request.POST or None, mailbox=mailbox, is_on=row.acknowledges)
    if request.method == "POST" and form.is_valid():
        set_acknowledgement(mailbox, is_on=form.cleaned_data["is_on"], texts=form.kept_texts, by=agent)
        messages.success(request, _("Saved."))
        return redirect("acknowledgement", mailbox.pk)
    context = {
        "mailbox": mailbox,
        "form": form,
        "has_hours": MailboxHours.objects.filter(mailbox=mailbox).exists(),
        "section": "mailboxes",
        "part": "acknowledgement",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/settings/acknowledgement.html", context, status=status)


def _mailbox_and_row(agent: Agent, pk: int) -> tuple[Mailbox, Outgoing]:
    mailbox = mailbox_or_404(agent, pk)
    return mailbox, Outgoing.objects.filter(mailbox=mailbox).first() or Outgoing(mailbox=mailbox)
