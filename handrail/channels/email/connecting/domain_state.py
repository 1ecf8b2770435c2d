"""What is known of a mailbox's domain: asked by a job, kept with its time, shown on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting import dns_answers
from handrail.channels.email.connecting.domain_advice import with_advice
from handrail.channels.email.connecting.domain_check import Finding, check_domain, check_mx
from handrail.channels.email.connecting.providers import PROVIDERS
from handrail.channels.email.matching.tokens import ascii_domain
from handrail.channels.email.models import Connection, DomainCheck

# Under these names the large mail servers publish their keys, unless their admin chose others.
USUAL_SELECTORS = ("google", "selector1", "selector2", "default", "dkim", "mail", "s1", "k1", "fm1", "sig1")
AGAIN_AFTER = timedelta(days=7)
FAILS = ("missing", "wrong")


def domain_of(mailbox: Mailbox) -> str:
    """The domain of its address, in ASCII (IDNA)."""
    return ascii_domain(mailbox.address.rpartition("@")[2])


def is_a_providers(domain: str) -> bool:
    """Whether a provider's own domain (gmail.com): its records are not ours to change."""
    return any(domain in provider.domains.split() for provider in PROVIDERS)


@transaction.atomic
def ask_again(mailbox: Mailbox, selectors: Sequence[str] | None = None) -> None:
    """Let a job look at the domain; `selectors` name its DKIM keys, None leaves those that are known."""
    from handrail.channels.email import tasks

    facts: dict[str, object] = {"asked_at": timezone.now()}
    if selectors is not None:
        facts["selectors"] = list(selectors)
    DomainCheck.objects.update_or_create(mailbox=mailbox, defaults=facts)
    tasks.check_domain.defer(mailbox=mailbox.pk)


def check(mailbox_pk: int) -> None:
    """Ask the DNS and keep what it says. When it is silent, what was known stays, with a sentence."""
    row = DomainCheck.objects.select_related("mailbox").filter(mailbox=mailbox_pk).first()
    if row is None:
        return
    domain = domain_of(row.mailbox)
    try:
        row.findings, row.problem = [asdict(one) for one in look(row.mailbox, row.selectors)], ""
        row.domain, row.checked_at = domain, timezone.now()
    except dns_answers.DnsSilent:
        row.problem = _("The domain name system did not answer. Try again later.")
    row.asked_at = None
    row.save(update_fields=["findings", "problem", "domain", "checked_at", "asked_at"])


def look(mailbox: Mailbox, selectors: Sequence[str]) -> list[Finding]:
    """All four findings with advice. Without selectors the usual ones are tried. Raises DnsSilent."""
    domain = domain_of(mailbox)
    texts, connection = dns_answers.txt_records, Connection.objects.filter(mailbox=mailbox).first()
    named = list(selectors) or [one for one in USUAL_SELECTORS if texts(f"{one}._domainkey.{domain}")]
    found = [*check_domain(domain, texts, named), check_mx(domain, dns_answers.mx_records(domain))]
    return list(with_advice(found, domain, connection.smtp_host if connection else ""))


@dataclass(frozen=True)
class Failing:
    """A domain, the names of what fails there, and one of its mailboxes."""

    domain: str
    names: str
    mailbox: int


def failing() -> list[Failing]:
    """The domains of mailboxes that send where something fails, as they were last looked at."""
    rows = DomainCheck.objects.filter(checked_at__isnull=False, mailbox__connection__is_active=True)
    told: dict[str, Failing] = {}
    for row in rows.exclude(mailbox__connection__smtp_host="").order_by("domain")[:200]:
        names = dict.fromkeys(one["name"] for one in row.findings if one["state"] in FAILS)
        if names and not is_a_providers(row.domain):
            told.setdefault(row.domain, Failing(row.domain, ", ".join(names), row.mailbox_id))
    return list(told.values())


def ask_old_ones_again() -> int:
    """Look again at every domain that somebody has asked about, once a week; returns how many are due."""
    old = DomainCheck.objects.filter(checked_at__lt=timezone.now() - AGAIN_AFTER, asked_at=None)
    due = list(old.select_related("mailbox")[:200])
    for row in due:
        ask_again(row.mailbox)
    return len(due)
