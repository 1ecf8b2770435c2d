"""The portal's settings: what is asked for with every page, and how leads change them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.portal.models import Portal
from handrail.core.audit import audit
from handrail.core.remembered import remembered
from handrail.core.vault import seal
from handrail.helpcenter.models import Site


def the_portal() -> Portal:
    """The portal as it is set now; off, where nobody has set anything yet. Its mailboxes are at hand."""
    found = Portal.objects.filter(pk=1).select_related("brand").prefetch_related("mailboxes").first()
    return found or Portal(pk=1)


def mailboxes_of(portal: Portal) -> list[Mailbox]:
    """The mailboxes whose requests the portal shows and takes: the one for new requests, then by name."""
    return sorted(portal.mailboxes.all(), key=lambda one: one.pk != portal.first_mailbox_id)


def chosen_mailboxes() -> frozenset[int]:
    """The keys of the mailboxes whose requests it shows, or will once it is on: a lead may switch it on."""
    return frozenset(Portal.mailboxes.through.objects.values_list("mailbox", flat=True))


@dataclass(frozen=True)
class OpenPortal:
    """What pages around the portal ask of it: whether it is on, and whose requests it takes."""

    is_on: bool
    mailboxes: tuple[Mailbox, ...]


@remembered
def portal_now() -> OpenPortal:
    """That, two seconds old at most: a page asks for it in several places."""
    portal = the_portal()
    return OpenPortal(portal.is_on, tuple(mailboxes_of(portal)) if portal.is_on else ())


@transaction.atomic
def set_portal(
    *,
    is_on: bool,
    name: str,
    colour: str,
    mailboxes: Iterable[Mailbox],
    realm: str = "",
    brand: Site | None = None,
    first_mailbox: Mailbox | None = None,
    answers_first: bool = False,
    by: Agent | None = None,
) -> Portal:
    """Keep the settings; what was signed in stays signed in."""
    told: dict[str, object] = {"is_on": is_on, "name": name, "colour": colour, "realm": realm}
    told["answers_first"] = answers_first
    kept = told | {"brand": brand, "first_mailbox": first_mailbox}
    portal, _is_new = Portal.objects.update_or_create(pk=1, defaults=kept)
    portal.mailboxes.set(mailboxes)
    told["brand"] = brand.pk if brand else None
    told["first_mailbox"] = first_mailbox.pk if first_mailbox else None
    audit(by, "portal changed", **told, mailboxes=sorted(portal.mailboxes.values_list("pk", flat=True)))
    return portal


@transaction.atomic
def show_answers(*, on: bool, by: Agent) -> None:
    """Show the assistant's answer before a request is sent, or not."""
    Portal.objects.filter(pk=1).update(answers_first=on)
    audit(by, "portal changed", answers_first=on)


@transaction.atomic
def renew_secret(*, by: Agent | None = None) -> str:
    """A new secret for the product to sign with, told this once; what the old one signed opens nothing."""
    secret = secrets.token_hex(32)
    Portal.objects.update_or_create(
        pk=1, defaults={"secret_sealed": seal(secret), "secret_made_at": timezone.now()}
    )
    audit(by, "portal secret renewed")
    return secret


@transaction.atomic
def drop_secret(*, by: Agent | None = None) -> None:
    """The product signs nobody in any more."""
    Portal.objects.filter(pk=1).update(secret_sealed="", secret_made_at=None)
    audit(by, "portal secret dropped")
