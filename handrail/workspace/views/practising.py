"""What a mailbox would have sent while one practises with it: the mails, and an answer as their receiver."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import PractisedMail
from handrail.channels.email.practice.answering import answer_practised, read_practised
from handrail.ui.fragments import render

SHOWN = 50


def _readable(mailbox: Mailbox, agent: Agent) -> QuerySet[PractisedMail]:
    return PractisedMail.objects.readable_by(agent).filter(mailbox=mailbox)


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The newest mails that would have left."""
    mailbox = mailbox_or_404(agent, pk)
    mails = _readable(mailbox, agent).order_by("-pk")[:SHOWN]
    context = {"mailbox": mailbox, "mails": mails, "section": "mailboxes", "part": "practice"}
    return render(request, "workspace/settings/practice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int, kept: int) -> HttpResponse:
    """One of them; `words` answers it as the one who got it."""
    mailbox = mailbox_or_404(agent, pk)
    row = get_object_or_404(_readable(mailbox, agent), pk=kept)
    words = request.POST.get("words", "").strip()
    if words and row.recipients:
        answer_practised(row, words)
        messages.success(request, _("The answer comes in as a mail, and is in its conversation in a moment."))
        return redirect("practice", mailbox.pk)
    context = {
        "mailbox": mailbox,
        "mail": row,
        "letter": read_practised(row),
        "section": "mailboxes",
        "part": "practice",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/settings/practised_mail.html", context, status=status)
