"""How long a first answer takes, until what happened lately is asked."""

from __future__ import annotations

from django.utils import translation

from handrail.accounts.models import Mailbox
from handrail.channels.form.expecting import expected_reply


def waits_said(mailbox: Mailbox, channel: str, language: str) -> str:
    """A sentence in a language about when somebody who writes by a channel may expect an answer."""
    with translation.override(language):
        return expected_reply(mailbox, language)
