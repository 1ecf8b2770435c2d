"""The page of a mailbox's hours, for admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.routing.forms import HoursForm
from handrail.routing.hours import is_open, opens_next
from handrail.routing.models import MailboxHours
from handrail.routing.verbs import set_hours
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change when a mailbox is looked after."""
    mailbox = mailbox_or_404(agent, pk)
    kept = MailboxHours.objects.filter(mailbox=mailbox).first()
    form = HoursForm(request.POST or None, hours=kept, zone=mailbox.time_zone)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("time_zone", "slots", "holidays")}
        set_hours(mailbox, by=agent, **told)
        messages.success(request, _("Saved."))
        return redirect("mailbox_hours", mailbox.pk)
    context = {"mailbox": mailbox, "form": form, "now": _now(kept), "section": "mailboxes", "part": "hours"}
    return render(request, "routing/hours.html", context, status=422 if form.errors else 200)


def _now(kept: MailboxHours | None) -> dict[str, object]:
    """Whether it is open now, and when it opens next."""
    if kept is None:
        return {"always": True, "open": True, "next": None}
    hours, at = kept.as_hours(), timezone.now()
    return {"always": False, "open": is_open(hours, at), "next": opens_next(hours, at)}
