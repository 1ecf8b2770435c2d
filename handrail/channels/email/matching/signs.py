"""The signs that a mailbox puts into its mails besides their Message-ID: a reply address, a token."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from handrail.accounts.models import Mailbox, TokenPlace
from handrail.channels.email.matching.tokens import make_reply_address, make_token
from handrail.conversations.models import Message


@dataclass(frozen=True)
class Said:
    """A reply's words, as they leave."""

    subject: str
    text: str
    html: str


def reply_address(mailbox: Mailbox, entry: int) -> str:
    """The signed address that answers go to; empty where the mailbox's server delivers no plus addresses."""
    if not mailbox.plus_addresses:
        return ""
    try:
        return make_reply_address(mailbox.address, str(entry), settings.SECRET_KEY)
    except ValueError:  # the mailbox's own name is too long to add to
        return ""


def with_token(mailbox: Mailbox, message: Message) -> Said:
    """The words with a signed token where the mailbox wants one."""
    token = make_token(str(message.pk), settings.SECRET_KEY)
    if mailbox.token_place == TokenPlace.SUBJECT:
        return Said(f"{message.subject} {token}".strip(), message.text, message.html)
    if mailbox.token_place == TokenPlace.BODY:
        html = f"{message.html}<p>{token}</p>" if message.html.strip() else ""
        return Said(message.subject, f"{message.text.rstrip()}\n\n{token}\n", html)
    return Said(message.subject, message.text, message.html)
