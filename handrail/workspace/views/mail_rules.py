"""The rules of a mailbox, as admins see them: aliases, forwards, authentication, what is continued."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.accounts.verbs import change_mailbox
from handrail.ui.fragments import render
from handrail.workspace.mail_forms import MailRulesForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change the rules of a mailbox."""
    mailbox = mailbox_or_404(agent, pk)
    form = MailRulesForm(request.POST or None, instance=mailbox)
    if request.method == "POST" and form.is_valid():
        change_mailbox(mailbox, by=agent, **{name: form.cleaned_data[name] for name in form.Meta.fields})
        messages.success(request, _("Saved."))
        return redirect("mailbox", mailbox.pk)
    context = {"agent": agent, "mailbox": mailbox, "form": form, "section": "mailboxes", "part": "rules"}
    status = 422 if form.errors else 200
    return render(request, "workspace/settings/mail_rules.html", context, status=status)
