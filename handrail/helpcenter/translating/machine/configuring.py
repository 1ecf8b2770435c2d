"""Which machine drafts translations: kept by owners and leads, tried before it is believed."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.core.vault import SecretUnreadableError, seal
from handrail.helpcenter.models import MachineTranslator
from handrail.helpcenter.translating.machine.pieces import translated
from handrail.helpcenter.translating.machine.services import TranslatorRefused, translator

TRIAL = "Good morning. Empty the cache with `lamp cache`, then load the page again."
LONGEST_TRIAL = 500


def the_settings() -> MachineTranslator:
    """The machine as it is set now; off, where nobody has set one."""
    return MachineTranslator.objects.filter(pk=1).first() or MachineTranslator(pk=1)


@needs(May.SETTINGS)
@transaction.atomic
def set_machine(
    *, kind: str, address: str, model: str, is_own: bool, is_on: bool, by: Agent, secret: str | None = None
) -> MachineTranslator:
    """Keep the settings; a secret of None stays as it was, but never for another server.

    Raises ValidationError in words for the admin.
    """
    check_address(address, is_own=is_own, is_on=is_on)
    found = the_settings()
    is_elsewhere = urlsplit(found.address)[:2] != urlsplit(address)[:2]
    if secret is not None or is_elsewhere:
        found.secret_sealed = seal(secret or "")
    found.kind, found.address, found.model = kind, address.rstrip("/"), model
    found.is_own, found.is_on, found.tried_at, found.trial = is_own, is_on, None, ""
    found.save()
    told = {"kind": kind, "address": address, "model": model, "is_own": is_own, "is_on": is_on}
    audit(by, "machine translator changed", **told)
    return found


def check_address(address: str, *, is_own: bool, is_on: bool) -> None:
    """Raise ValidationError, with a sentence, for an address that is none of a service."""
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError as problem:
        raise ValidationError(_("This is not an address.")) from problem
    if not address and not is_on:
        return
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValidationError(_("Write the address of the service, as in https://translate.example"))
    if parts.scheme != "https" and not (is_own and parts.scheme == "http"):
        raise ValidationError(_("Begin the address with https://; only a server of your own may do without."))
    if _is_of_the_machine_room(parts.hostname):
        raise ValidationError(_("This address belongs to the network itself, not to a service."))


def _is_of_the_machine_room(host: str) -> bool:
    """Whether it is a link-local address: where clouds keep what their machines may know (RFC 3927)."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_link_local
    except ValueError:
        return False


def try_machine(target: str) -> None:
    """Ask the service for a sentence in this language, and keep what it said or why it said nothing."""
    found = the_settings()
    if not found.is_on:
        return
    try:
        found.trial, found.is_fine = translated(TRIAL, translator(found, "en", target)), True
    except (TranslatorRefused, SecretUnreadableError) as problem:
        found.trial, found.is_fine = str(problem), False
    kept = {"trial": found.trial[:LONGEST_TRIAL], "is_fine": found.is_fine, "tried_at": timezone.now()}
    MachineTranslator.objects.filter(pk=1, address=found.address).update(**kept)
