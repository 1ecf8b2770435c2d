"""Under which names a mail server publishes its DKIM keys (RFC 6376 §3.1): learned from mail it signed."""

from __future__ import annotations

import re
from email.parser import BytesParser

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.domain_state import ask_again, domain_of
from handrail.channels.email.models import DomainCheck
from handrail.channels.email.reading.headers import unfold
from handrail.channels.email.reading.parts import AS_WRITTEN

SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?", re.ASCII)
_MOST = 5
_HEAD = 64 * 1024  # bytes of a mail that are looked at
_TAG = re.compile(r"(?:^|;)\s*([ds])\s*=\s*([^;\s]{1,253})")


def selectors_in(raw: bytes, domain: str) -> list[str]:
    """The selectors of the signatures that a mail bears for this very domain."""
    head = BytesParser(policy=AS_WRITTEN).parsebytes(raw[:_HEAD], headersonly=True)
    found = []
    for value in head.get_all("dkim-signature", [])[:_MOST]:
        tags = dict(_TAG.findall(unfold(str(value))))
        signer, selector = tags.get("d", "").lower().rstrip("."), tags.get("s", "").lower()
        if SELECTOR.fullmatch(selector) and signer == domain:
            found.append(selector)
    return list(dict.fromkeys(found))


def learn_selectors(mailbox: Mailbox, raw: bytes) -> None:
    """Remember by which names our own mail that came back was signed, unless an admin has told them."""
    found = selectors_in(raw, domain_of(mailbox))
    row = DomainCheck.objects.filter(mailbox=mailbox).first()
    if found and not (row and row.selectors):
        ask_again(mailbox, found)
