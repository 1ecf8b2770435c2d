"""No loops: whether a mail that nobody writes may be sent to an address now.

Two machines that answer each other stop after two mails a day (RFC 3834 §2 and §3 ask for such a limit).
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AutomaticMail
from handrail.channels.email.reading.letters import Letter
from handrail.conversations.queries.recipients import is_own
from handrail.core.alone import in_turn
from handrail.customers.verbs import has_bounced, without_detail

MOST, PERIOD = 2, timedelta(days=1)
MOST_UNPROVEN, SHORT_PERIOD = 200, timedelta(hours=1)  # of a mailbox
_ANSWERED_KINDS = {"message"}
_MACHINES = re.compile(
    r"^(?:mailer-?daemon|postmaster|daemon|root|abuse|hostmaster|listserv|majordomo|mailman"
    r"|(?:no|do-?not|never)[-_.]?reply|bounces?|owner-[^@]*|[^@]*-(?:request|owner|bounces?)|auto-?reply)"
    r"(?:[+._=-][^@]*)?@",
    re.IGNORECASE,
)


def may_answer_automatically(
    address: str, mailbox: Mailbox, letter: Letter | None = None, *, proven: bool = True
) -> bool:
    """Whether `mailbox` may send an automatic mail to `address`, which wrote `letter` if that is known.

    Not to machines, to our own mailboxes, to what bounced, nor a third time within a day, whatever stands
    behind a plus. One whose sender nobody has `proven` only while few went out: whoever forges thousands of
    senders shall not make us write to thousands of people. Whoever sends one notes it by `note_automatic` in
    the same transaction: until it ends, others wait here.
    """
    if not _could_be_a_person(address) or (letter is not None and not _wants_an_answer(letter)):
        return False
    if _is_ours(address) or has_bounced(address):
        return False
    if not proven and _in_all(mailbox).count() >= MOST_UNPROVEN:
        return False
    in_turn([f"automatic {mailbox.pk} {without_detail(address)}"])
    return _lately(address, mailbox).count() < MOST


def note_automatic(address: str, mailbox: Mailbox) -> None:
    """Remember that an automatic mail goes to this address; what is older than the period is forgotten."""
    AutomaticMail.objects.filter(at__lt=timezone.now() - PERIOD).delete()
    AutomaticMail.objects.create(mailbox=mailbox, address=without_detail(address))


def _could_be_a_person(address: str) -> bool:
    local, at, host = address.strip().rpartition("@")
    return bool(local and at and host) and not _MACHINES.match(address.strip())


def _is_ours(address: str) -> bool:
    """Whether any mailbox of ours, by its address or an alias, would get it."""
    return any(is_own(address, mailbox.own_addresses) for mailbox in Mailbox.objects.all())


def _wants_an_answer(letter: Letter) -> bool:
    """A person's own mail, to which an answer can be returned (RFC 3834 §2)."""
    returns = (value.replace(" ", "") for value in letter.headers_seen.get("return-path", ()))
    return letter.kind in _ANSWERED_KINDS and "<>" not in returns


def _lately(address: str, mailbox: Mailbox) -> QuerySet[AutomaticMail]:
    since = timezone.now() - PERIOD
    return AutomaticMail.objects.filter(mailbox=mailbox, address=without_detail(address), at__gte=since)


def _in_all(mailbox: Mailbox) -> QuerySet[AutomaticMail]:
    return AutomaticMail.objects.filter(mailbox=mailbox, at__gte=timezone.now() - SHORT_PERIOD)
