"""The page of a mailbox's time-out, for admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.routing.models import TimeOut
from handrail.routing.timeout_form import TimeOutForm
from handrail.routing.verbs import set_time_out
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change what happens when a customer does not answer."""
    mailbox = mailbox_or_404(agent, pk)
    kept = TimeOut.objects.filter(mailbox=mailbox).first()
    form = TimeOutForm(request.POST or None, mailbox=mailbox, kept=kept)
    if request.method == "POST" and form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("nudge_after", "close_after")}
        set_time_out(mailbox, is_on=form.cleaned_data["is_on"], texts=form.kept_texts, by=agent, **days)
        messages.success(request, _("Saved."))
        return redirect("mailbox_time_out", mailbox.pk)
    context = {"mailbox": mailbox, "form": form, "section": "mailboxes", "part": "time_out"}
    return render(request, "routing/timeout.html", context, status=422 if request.method == "POST" else 200)
