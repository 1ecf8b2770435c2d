"""Sign in with OAuth 2: code with PKCE (RFC 6749 §4.1, RFC 7636), refresh (§6), revoked or not (§5.2)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.channels.email.connecting.grants import Grant, Kind, SignInService
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.telling import tell_revoked
from handrail.channels.email.models import Connection
from handrail.core.audit import audit
from handrail.core.outside import OutsideError, post_form
from handrail.core.vault import seal, unseal

RENEWED_AGAIN = timedelta(minutes=10)
EARLY = timedelta(minutes=6)  # a token is renewed so long before it ends
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"
_OUTLOOK = "https://outlook.office.com/"
MICROSOFT_SCOPE = f"{_OUTLOOK}IMAP.AccessAsUser.All {_OUTLOOK}SMTP.Send offline_access"


@dataclass(frozen=True)
class Endpoints:
    """Where a service asks its user and where it gives tokens; `more` goes along with the question."""

    authorize: str
    token: str
    scope: str
    more: dict[str, str]


def endpoints(service: SignInService) -> Endpoints:
    """The addresses of a service: known for Microsoft and Google, else as the admin wrote them."""
    if service.kind == Kind.MICROSOFT:
        base = _MICROSOFT.format(tenant=service.tenant or "common")
        return Endpoints(base + "authorize", base + "token", MICROSOFT_SCOPE, {"prompt": "select_account"})
    if service.kind == Kind.GOOGLE:
        return Endpoints(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
            {"access_type": "offline", "prompt": "consent"},
        )
    return Endpoints(service.authorize_url, service.token_url, service.scope, {})


def question(service: SignInService, address: str, back: str, state: str) -> tuple[str, str]:
    """The address that asks the mailbox's owner, and the PKCE verifier to keep until they come back."""
    where, verifier = endpoints(service), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = where.more | {
        "response_type": "code",
        "client_id": service.client_id,
        "redirect_uri": back,
        "scope": where.scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),  # RFC 7636 §4.2
        "code_challenge_method": "S256",
        "login_hint": address,
    }
    url = f"{where.authorize}{'&' if '?' in where.authorize else '?'}{urlencode(asked)}"
    return url, verifier


def is_to_sign_in(connection: Connection) -> bool:
    """Whether a mailbox with a sign-in service still waits for its owner to sign in."""
    return bool(connection.service_id) and not Grant.objects.filter(connection=connection).exists()


def accept(connection: Connection, code: str, verifier: str, back: str, *, by: Agent | None = None) -> None:
    """Trade the code for tokens and keep them, sealed. Raises MailboxProblem."""
    service = _service(connection)
    told = {"code": code, "redirect_uri": back, "code_verifier": verifier}
    answer = _ask(service, {"grant_type": "authorization_code"} | told)
    if "access_token" not in answer:
        raise MailboxProblem("sign in", _said(service, answer))
    if not answer.get("refresh_token"):
        raise MailboxProblem(
            "sign in",
            _("%(service)s gave no refresh token, so we could not stay signed in: allow offline access.")
            % {"service": service},
        )
    now = timezone.now()
    facts = _sealed(answer) | {"granted_at": now, "revoked_at": None}
    with transaction.atomic():
        Grant.objects.update_or_create(connection=connection, defaults=facts)
        Connection.objects.filter(pk=connection.pk).update(
            in_error="", in_error_since=None, out_error="", out_error_since=None, checked_at=None
        )
        audit(by, "mailbox signed in", mailbox=connection.mailbox_id, service=service.pk)


def access_token(connection: Connection, *, fresh: bool = False) -> str:
    """A token that is good for some minutes, renewed when needed. Raises MailboxProblem."""
    service = _service(connection)
    with transaction.atomic():  # the lock lets one process renew: some services give each token once only
        grant = Grant.objects.select_for_update().filter(connection=connection).first()
        if grant is None:
            raise MailboxProblem(
                "sign in", _("Nobody has signed in at %(service)s yet.") % {"service": service}
            )
        if grant.revoked_at is None and (fresh or grant.access_ends_at < timezone.now() + EARLY):
            problem = _renew(service, grant)
            if not fresh and grant.access_ends_at > timezone.now():
                problem = ""  # the one that we have still works
        else:
            problem = ""
        revoked = grant.revoked_at is not None
    if revoked:
        raise MailboxProblem("sign in", _revoked(service))
    if problem:
        raise MailboxProblem("sign in", problem)
    return unseal(grant.access_sealed)


def renewed_token(connection: Connection, refused: str) -> str:
    """Another token after a server refused `refused`, which should still be good; empty for none.

    So a permission that was taken back is known at the next sign-in. Asked at most once in ten minutes: a
    server that refuses every token (IMAP is not allowed for this mailbox) must not make us ask without end.
    Raises MailboxProblem when the permission was taken back.
    """
    grant = Grant.objects.filter(connection=connection).first()
    if grant is None or grant.revoked_at is not None:
        return ""
    renewed, now = grant.renewed_at, timezone.now()
    is_too_soon = renewed is not None and now - RENEWED_AGAIN < renewed <= now
    try:
        token = access_token(connection, fresh=unseal(grant.access_sealed) == refused and not is_too_soon)
    except MailboxProblem:
        if Grant.objects.filter(pk=grant.pk, revoked_at__isnull=False).exists():
            raise
        return ""  # the provider is in trouble: what the server said is the nearer truth
    return "" if token == refused else token


def _renew(service: SignInService, grant: Grant) -> str:
    """Ask for a new token; returns what went wrong. A token that still works is kept."""
    told = {"grant_type": "refresh_token", "refresh_token": unseal(grant.refresh_sealed)}
    try:
        answer = _ask(service, told)
    except MailboxProblem as problem:
        return "" if grant.access_ends_at > timezone.now() else str(problem)
    if answer.get("error") == "invalid_grant":
        grant.revoked_at = timezone.now()
        tell_revoked(grant)
    elif "access_token" not in answer:
        return _said(service, answer)
    else:
        for name, value in _sealed(answer, grant).items():
            setattr(grant, name, value)
        grant.renewed_at = timezone.now()
    grant.save()
    return ""


def _service(connection: Connection) -> SignInService:
    if connection.service is None:
        raise MailboxProblem("sign in", _("This mailbox signs in with a password."))
    return connection.service


def _ask(service: SignInService, told: dict[str, str]) -> dict[str, Any]:
    fields = told | {"client_id": service.client_id, "client_secret": service.client_secret}
    if not fields["client_secret"]:
        del fields["client_secret"]  # a public client (RFC 6749 §2.1)
    try:
        answer = post_form(endpoints(service).token, fields, own=settings.OWN_SERVERS)
        says = json.loads(answer.body)
    except (OutsideError, ValueError, RecursionError) as error:
        sentence = _("%(service)s could not be asked: %(error)s.") % {"service": service, "error": error}
        raise MailboxProblem("sign in", sentence) from error
    if not isinstance(says, dict):
        return {}
    is_token = isinstance(says.get("access_token"), str) and says["access_token"]
    return says if is_token else {name: told for name, told in says.items() if name != "access_token"}


def _sealed(answer: dict[str, Any], grant: Grant | None = None) -> dict[str, Any]:
    lasts = str(answer.get("expires_in", 3600))
    seconds = int(lasts) if lasts.isdecimal() and len(lasts) < 10 else 3600
    refresh = answer.get("refresh_token")  # RFC 6749 §6: without a new one the old one stays
    return {
        "access_sealed": seal(str(answer["access_token"])),
        "refresh_sealed": seal(str(refresh)) if refresh or grant is None else grant.refresh_sealed,
        "access_ends_at": timezone.now() + timedelta(seconds=min(seconds, 10**7)),
    }


def _said(service: SignInService, answer: dict[str, Any]) -> str:
    error = str(answer.get("error", ""))
    told = str(answer.get("error_description") or error)[:200]
    facts = {"service": service, "error": told or _("it answered nothing that could be understood")}
    if error in ("invalid_client", "unauthorized_client"):
        return (
            _("%(service)s refused our client id or secret: it may have ended. Enter a new one (%(error)s).")
            % facts
        )
    return _("%(service)s did not let us in: %(error)s.") % facts


def _revoked(service: SignInService) -> str:
    return _("%(service)s has taken back the permission. Press “Connect again” on the mailbox's page.") % {
        "service": service
    }
