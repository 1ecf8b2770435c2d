"""How sign-in behaves: nobody signs up by themselves, and its mails name no host but ours."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from handrail.accounts.confirming import others_read

log = logging.getLogger(__name__)


class _Site(NamedTuple):
    """Us, as the templates of mails ask for it."""

    name: str
    domain: str


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Agents are invited; the public sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account without an invitation."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link to a new password, at our public address: whoever asks may choose the `Host`."""
        address = str(super().get_reset_password_from_key_url(key))
        return settings.PUBLIC_URL.rstrip("/") + urlsplit(address).path

    def format_email_subject(self, subject: str) -> str:
        """The subject, after our name."""
        return f"[{_host()}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail in which the site is ours, by whatever name it was asked; none where colleagues read."""
        if others_read(email):
            log.warning("no link to a new password: its address is that of a mailbox")
            return
        super().send_mail(template_prefix, email, {**context, "current_site": _Site(_host(), _host())})


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).netloc
