"""What admins do with a mailbox's connection."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may, require
from handrail.channels.email.models import (
    AcknowledgementText,
    Connection,
    Grant,
    Outgoing,
    SignatureText,
    SignInService,
    WayIn,
    WayOut,
)
from handrail.core.audit import audit
from handrail.core.vault import SecretUnreadableError, seal

WAYS = ("imap", "smtp")
SECRETS = ("imap_secret", "smtp_secret", "esp_secrets")


@transaction.atomic
def pause_mailbox(connection: Connection, *, by: Agent | None = None) -> None:
    """Neither fetch nor send, until it is resumed."""
    _set_active(connection, False, by)


@transaction.atomic
def resume_mailbox(connection: Connection, *, by: Agent | None = None) -> None:
    """Fetch and send again, from where it stopped."""
    _set_active(connection, True, by)


def _set_active(connection: Connection, is_active: bool, by: Agent | None) -> None:
    changed = Connection.objects.filter(pk=connection.pk, is_active=not is_active).update(is_active=is_active)
    if changed:
        audit(by, "mailbox resumed" if is_active else "mailbox paused", mailbox=connection.mailbox_id)


@transaction.atomic
def connect_mailbox(mailbox: Mailbox, *, by: Agent | None = None, **settings: Any) -> Connection:
    """Set how a mailbox fetches and sends; an empty secret keeps the old one.

    Raises ValidationError. No secret that was given to one server is told to another: it is entered again.
    Changing the server or folder begins fetching anew; nothing is accepted twice.
    `for_colleagues` is an owner's to set (NotAllowed); another way out that no owner has set is not theirs.
    """
    connection = Connection.objects.filter(mailbox=mailbox).first() or Connection(mailbox=mailbox)
    before = (connection.imap_host, connection.imap_user, connection.imap_folder)
    before_service, before_out = connection.service_id, _way_out(connection)
    is_told_to_another = _names_another_server(connection, settings)
    _set(connection, settings)
    _settle_colleagues(connection, settings, before_out, by)
    if before != (connection.imap_host, connection.imap_user, connection.imap_folder):
        connection.uid_validity = connection.last_uid = 0
    if connection.pk and (is_told_to_another or before_service != connection.service_id):
        Grant.objects.filter(connection=connection).delete()  # it was another service's, or another server's
    connection.in_error = connection.out_error = ""
    connection.in_error_since = connection.out_error_since = None
    connection.trial = {}
    connection.checked_at = connection.sent_at = None  # nothing is known of the new settings yet
    connection.full_clean(exclude=["mailbox"] if mailbox.pk is None else None)
    connection.save()
    audit(by, "mailbox connected", mailbox=mailbox.pk, settings=sorted(set(settings) - set(SECRETS)))
    return connection


def _set(connection: Connection, settings: dict[str, Any]) -> None:
    is_another = any(_is_another(connection, settings, name) for name in ("esp", "esp_url"))
    kept = {} if is_another else _kept_secrets(connection)
    for way in WAYS:
        if _is_another(connection, settings, f"{way}_host"):
            setattr(connection, f"{way}_sealed", "")
    for name, value in settings.items():
        if name == "esp_secrets":
            connection.esp_secrets = kept | {one: secret for one, secret in value.items() if secret}
        elif name not in SECRETS or value:
            setattr(connection, name, value)
    by_service = connection.incoming == WayIn.ESP or connection.outgoing == WayOut.ESP
    if by_service and not connection.hook_hash:
        new_hook(connection)


def _names_another_server(connection: Connection, settings: Mapping[str, Any]) -> bool:
    """Whether a server that we have signed in at is to be another."""
    hosts = [f"{way}_host" for way in WAYS]
    return any(getattr(connection, host) and _is_another(connection, settings, host) for host in hosts)


def _is_another(connection: Connection, settings: Mapping[str, Any], name: str) -> bool:
    here = getattr(connection, name)
    return bool(settings.get(name, here) != here)


def _settle_colleagues(
    connection: Connection, told: Mapping[str, Any], before: object, by: Agent | None
) -> None:
    """Whether mail to colleagues may leave here: as an owner says, and no longer by a lead's way."""
    if "for_colleagues" in told and by is not None:
        require(by.role, May.EVERYTHING)
    is_by_owner = by is None or may(by.role, May.EVERYTHING)
    if not connection.pk and "for_colleagues" not in told:
        connection.for_colleagues = is_by_owner
    elif not is_by_owner and _way_out(connection) != before:
        connection.for_colleagues = False


def _way_out(connection: Connection) -> tuple[object, ...]:
    """Whom mail is handed to, and as whom: another password for the same user of a server is the same way."""
    if connection.practises:
        return (WayOut.PRACTICE,)
    if connection.outgoing == WayOut.ESP:
        place = (connection.esp, connection.esp_region, connection.esp_domain, connection.esp_url)
        return (WayOut.ESP, *place, _kept_secrets(connection))
    server = (connection.smtp_host, connection.smtp_port, connection.smtp_security)
    return (WayOut.SMTP, *server, connection.smtp_user, connection.service_id)


def _kept_secrets(connection: Connection) -> dict[str, str]:
    try:
        return connection.esp_secrets
    except SecretUnreadableError:
        return {}  # they are entered again now


def new_hook(connection: Connection) -> None:
    """Give a connection a new unguessable part of its webhook's address; not saved yet."""
    token = secrets.token_urlsafe(32)
    connection.hook_sealed, connection.hook_hash = seal(token), hook_hash(token)


def hook_hash(token: str) -> str:
    """How a webhook's token is looked up: its SHA-256, so that a copy of the table opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def renew_hook(connection: Connection, *, by: Agent | None = None) -> None:
    """The old address of the webhook is closed from now on."""
    new_hook(connection)
    connection.save(update_fields=["hook_sealed", "hook_hash"])
    audit(by, "webhook renewed", mailbox=connection.mailbox_id)


@transaction.atomic
def keep_service(service: SignInService, secret: str, *, by: Agent | None = None) -> SignInService:
    """Keep a sign-in service; an empty secret keeps the old one."""
    if secret:
        service.client_secret = secret
    service.save()
    audit(by, "sign-in service kept", service=service.pk)
    return service


@transaction.atomic
def dress_mails(
    mailbox: Mailbox,
    *,
    signature: str,
    history: str,
    variants: Mapping[str, str] | None = None,
    by: Agent | None = None,
) -> None:
    """Set what stands below the replies of a mailbox. Raises ValidationError.

    `variants` are all the signatures in other languages, by language; None leaves them as they are.
    """
    _set_outgoing(mailbox, signature=signature.replace("\x00", ""), history=history)
    if variants is not None:
        SignatureText.objects.filter(mailbox=mailbox).delete()
        for language, text in variants.items():
            row = SignatureText(mailbox=mailbox, language=language, text=text.replace("\x00", ""))
            row.full_clean()
            row.save()
    audit(by, "mails dressed", mailbox=mailbox.pk, signature=signature, history=history)


@transaction.atomic
def set_acknowledgement(
    mailbox: Mailbox, *, is_on: bool, texts: Sequence[AcknowledgementText], by: Agent | None = None
) -> None:
    """Set whether arrivals are told, and in which words; `texts` are all of them. Raises ValidationError."""
    _set_outgoing(mailbox, acknowledges=is_on)
    AcknowledgementText.objects.filter(mailbox=mailbox).delete()
    for text in texts:
        text.pk, text.mailbox = None, mailbox
        text.full_clean()
        text.save(force_insert=True)
    languages = [text.language for text in texts]
    audit(by, "acknowledgement changed", mailbox=mailbox.pk, is_on=is_on, languages=languages)


def _set_outgoing(mailbox: Mailbox, **facts: Any) -> None:
    row = Outgoing.objects.filter(mailbox=mailbox).first() or Outgoing(mailbox=mailbox)
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
