"""The page of a mailbox's promises, for admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.routing.models import MailboxHours, Promise
from handrail.routing.promises_form import PromisesForm
from handrail.routing.verbs import set_promises
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change how long a reply may take."""
    mailbox = mailbox_or_404(agent, pk)
    form = PromisesForm(request.POST or None, promises=Promise.objects.filter(mailbox=mailbox))
    if request.method == "POST" and form.is_valid():
        set_promises(mailbox, promises=form.promises(), by=agent)
        messages.success(request, _("Saved. The lists follow in a moment."))
        return redirect("mailbox_promises", mailbox.pk)
    context = {
        "mailbox": mailbox,
        "form": form,
        "has_hours": MailboxHours.objects.filter(mailbox=mailbox).exists(),
        "section": "mailboxes",
        "part": "promises",
    }
    return render(request, "routing/promises.html", context, status=422 if form.errors else 200)
