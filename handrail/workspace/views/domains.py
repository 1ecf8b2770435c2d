"""Whether other servers believe mail from a mailbox's domain: each record, and what to publish."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent
from handrail.channels.email.connecting.domain_state import ask_again, domain_of, is_a_providers
from handrail.channels.email.connecting.selectors import SELECTOR
from handrail.channels.email.models import DomainCheck
from handrail.ui.fragments import render

MOST_SELECTORS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What was found last; POST lets a job ask anew (`selectors`: names of DKIM keys)."""
    mailbox = mailbox_or_404(agent, pk)
    typed, error = request.POST.get("selectors", ""), ""
    if request.method == "POST":
        try:
            ask_again(mailbox, _selectors(typed))
        except ValueError as problem:
            error = str(problem)
        else:
            messages.success(
                request, _("The domain is being looked at; the result appears here in a moment.")
            )
            return redirect("domain", mailbox.pk)
    check = DomainCheck.objects.filter(mailbox=mailbox).first()
    domain = domain_of(mailbox)
    context = {
        "agent": agent,
        "mailbox": mailbox,
        "domain": domain,
        "check": check if check and check.domain in ("", domain) else None,
        "is_a_providers": is_a_providers(domain),
        "selectors": typed or " ".join(check.selectors if check else []),
        "error": error,
        "section": "mailboxes",
        "part": "domain",
    }
    return render(request, "workspace/settings/domain.html", context, status=422 if error else 200)


def _selectors(text: str) -> list[str]:
    """The names that were typed; raises ValueError with a sentence."""
    names = list(dict.fromkeys(text.lower().replace(",", " ").split()))
    if len(names) > MOST_SELECTORS or not all(SELECTOR.fullmatch(name) for name in names):
        raise ValueError(_("Write up to ten names of keys, with letters, digits, dots and hyphens."))
    return names
