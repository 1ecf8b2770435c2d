"""Connect a mailbox with OAuth, and test it. State is signed, used once and bound to the session."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting.oauth import accept, question
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.roundtrip import begin_trial
from handrail.channels.email.models import Connection
from handrail.channels.email.tasks import check_connection
from handrail.channels.email.verbs import renew_hook
from handrail.core.vault import SecretUnreadableError

_SALT = "handrail mailbox sign-in"
_LASTS = 15 * 60  # seconds from the question to the answer
_KEPT = "mailbox_sign_in"


@require_safe
@for_admins
def sign_in(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Send the admin to the provider, which asks whether we may."""
    connection = _connection(agent, pk)
    if connection.service is None:
        raise Http404
    once = secrets.token_urlsafe(16)
    state = signing.dumps({"mailbox": pk, "once": once}, salt=_SALT)
    url, verifier = question(connection.service, connection.imap_user, _back_url(), state)
    request.session[_KEPT] = {"once": once, "verifier": verifier, "service": connection.service_id}
    return redirect(url)


@require_safe
@for_admins
def back(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The provider sends the admin back, with a code or a refusal."""
    kept = request.session.pop(_KEPT, {})
    connection = _connection(agent, _mailbox_of(request.GET.get("state", ""), kept))
    try:
        _accept(request, connection, kept, agent)
    except (MailboxProblem, SecretUnreadableError) as problem:
        messages.error(request, str(problem))
    else:
        check_connection.defer(connection=connection.pk)
        begin_trial(connection.pk)
        messages.success(request, _("Signed in. The mailbox is being tested."))
    return redirect("mailbox", connection.mailbox_id)


@require_POST
@for_admins
def test(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Test the mailbox now; the page shows each step."""
    connection = _connection(agent, pk)
    begin_trial(connection.pk)
    return redirect("mailbox", pk)


@require_POST
@for_admins
def new_addresses(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Close the addresses at which the e-mail service calls, and show new ones."""
    renew_hook(_connection(agent, pk), by=agent)
    messages.success(request, _("The old addresses are closed. Enter the new ones at the service."))
    return redirect("mailbox", pk)


def _accept(request: HttpRequest, connection: Connection, kept: dict[str, Any], agent: Agent) -> None:
    code = request.GET.get("code", "")
    if not code:
        said = (request.GET.get("error_description") or request.GET.get("error") or "")[:200]
        raise MailboxProblem("sign in", _("The provider did not let us in: %(said)s.") % {"said": said})
    if kept.get("service") != connection.service_id:  # no provider gets another one's code (RFC 9700 §4.4)
        says = _(
            "The mailbox now signs in by another service than the one that was asked. Press “Connect” again."
        )
        raise MailboxProblem("sign in", says)
    accept(connection, code, str(kept["verifier"]), _back_url(), by=agent)


def _mailbox_of(state: str, kept: dict[str, Any]) -> int:
    """Whose sign-in this is; a stranger's 404 for a state that is not of this session."""
    try:
        told = signing.loads(state, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        raise Http404 from None
    if not kept or not secrets.compare_digest(str(told["once"]), str(kept.get("once", ""))):
        raise Http404
    return int(told["mailbox"])


def _connection(agent: Agent, mailbox: int) -> Connection:
    seen = Mailbox.objects.visible_to(agent)
    found = Connection.objects.filter(mailbox__in=seen, mailbox=mailbox).select_related("service").first()
    if found is None:
        raise Http404
    return found


def _back_url() -> str:
    return f"{settings.PUBLIC_URL}{reverse('signed_in')}"
