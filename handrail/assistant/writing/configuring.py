"""Which service writes answers: kept by owners and leads, off until they say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May
from handrail.assistant.models import Writer
from handrail.core.audit import audit
from handrail.core.vault import seal
from handrail.helpcenter.translating.machine.configuring import check_address

SHORTEST, LONGEST = 0.1, 20.0  # seconds


def the_writer() -> Writer:
    """The service as it is set now; off, where nobody has set one."""
    return Writer.objects.filter(pk=1).first() or Writer(pk=1)


def patience() -> timedelta:
    """How long an answer may wait for the service; nothing where it is off."""
    writer = the_writer()
    return timedelta(seconds=writer.seconds if writer.is_on else 0)


@needs(May.SETTINGS)
@transaction.atomic
def set_writer(
    *,
    address: str,
    model: str,
    is_own: bool,
    is_on: bool,
    mailboxes: Sequence[Mailbox],
    by: Agent,
    seconds: float = 6.0,
    price_in: float = 0.0,
    price_out: float = 0.0,
    secret: str | None = None,
) -> Writer:
    """Keep the settings; a secret of None stays as it was, but never for another server.

    `mailboxes` are those whose questions may be sent there. Raises ValidationError in words for the admin.
    """
    check_address(address, is_own=is_own, is_on=is_on)
    if not SHORTEST <= seconds <= LONGEST:
        raise ValidationError(_("Choose between a tenth of a second and twenty."))
    found = the_writer()
    if secret is not None or urlsplit(found.address)[:2] != urlsplit(address)[:2]:
        found.secret_sealed = seal(secret or "")
    found.address, found.model, found.is_own, found.is_on = address.rstrip("/"), model, is_own, is_on
    found.seconds, found.price_in, found.price_out = seconds, price_in, price_out
    found.save()
    found.mailboxes.set(mailboxes)
    told = {"address": address, "model": model, "is_own": is_own, "is_on": is_on}
    audit(by, "assistant writer changed", mailboxes=[one.pk for one in mailboxes], **told)
    return found
