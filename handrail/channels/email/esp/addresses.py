"""Where a service is to call: the addresses that an admin copies, with what to do there."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.channels.email.esp.services import services
from handrail.channels.email.models import Connection, WayIn, WayOut
from handrail.core.vault import SecretUnreadableError, unseal


@dataclass(frozen=True)
class HookAddress:
    """One address to copy: what it is for, and what to do with it at the service."""

    name: str
    url: str
    says: str


def hook_addresses(link: Connection) -> list[HookAddress]:
    """For mail, if the service brings it, and for what became of mail; none when it cannot be read."""
    by_service = link.incoming == WayIn.ESP or link.outgoing == WayOut.ESP
    service = services().get(link.esp) if by_service else None
    try:
        token = unseal(link.hook_sealed)
    except SecretUnreadableError:
        token = ""
    if service is None or not token:
        return []

    def url(name: str) -> str:
        return f"{settings.PUBLIC_URL}{reverse(name, args=[service.key, token])}"

    mail = "mail_hook_mime" if service.key == "mailgun" else "mail_hook"
    found = [HookAddress(_("Address for bounces and complaints"), url("event_hook"), _(service.events_say))]
    if link.incoming == WayIn.ESP and service.gives_mail:
        found.insert(0, HookAddress(_("Address for incoming mail"), url(mail), _(service.mail_says)))
    return found
