"""The exact record that mends what a check of a domain found, where it can be known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handrail.channels.email.connecting.domain_check import Finding

# What the providers themselves ask for in SPF, by the ending of their outgoing server's name.
_INCLUDES = {
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "fastmail.com": "spf.messagingengine.com",
    "mail.me.com": "icloud.com",
    "mailbox.org": "mailbox.org",
    "infomaniak.com": "spf.infomaniak.ch",
    "gandi.net": "_mailcust.gandi.net",
    "ovh.net": "mx.ovh.com",
    "migadu.com": "spf.migadu.com",
    "protonmail.ch": "_spf.protonmail.ch",
    "sendgrid.net": "sendgrid.net",
    "mailgun.org": "mailgun.org",
    "amazonaws.com": "amazonses.com",
    "postmarkapp.com": "spf.mtasv.net",
}
_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_ALL = re.compile(r"^[+?~-]?all$", re.IGNORECASE)


def with_advice(findings: Sequence[Finding], domain: str, smtp_host: str) -> Iterator[Finding]:
    """The findings with what to publish, and where; `smtp_host` is the server that the mailbox sends by."""
    for finding in findings:
        if finding.state == "good":
            yield finding
        elif finding.name == "SPF":
            yield replace(finding, place=domain, advice=_spf(finding.record, smtp_host))
        elif finding.name == "DMARC":
            yield replace(finding, place=f"_dmarc.{domain}", advice=_dmarc(finding, domain))
        elif finding.name == "DKIM" and finding.state == "weak":
            yield replace(finding, advice=_without_test(finding.record))
        else:
            yield finding


def _spf(record: str, smtp_host: str) -> str:
    """Who sends now, and no others (~all: they are suspicious, and still arrive)."""
    terms = [term for term in record.split()[1:] if not _ALL.match(term)]
    if not terms and (sender := _sender(smtp_host)):
        terms = [sender]
    if any(term.lower().startswith("redirect=") for term in terms):
        return ""
    return " ".join(["v=spf1", *terms, "~all"]) if terms else ""


def _sender(smtp_host: str) -> str:
    host = smtp_host.strip().rstrip(".").lower()
    for ending, include in _INCLUDES.items():
        if host == ending or host.endswith(f".{ending}"):
            return f"include:{include}"
    return f"a:{host}" if _HOST.fullmatch(host) and re.search(r"[a-z]", host) and "." in host else ""


def _dmarc(finding: Finding, domain: str) -> str:
    if finding.state == "weak":
        return re.sub(r"\bp\s*=\s*none\b", "p=quarantine", finding.record, count=1, flags=re.IGNORECASE)
    return f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"


def _without_test(record: str) -> str:
    """The key without t=y; a short key has no better record that we could know."""
    tags = [tag.strip() for tag in record.split(";") if tag.strip()]
    kept = [tag for tag in tags if not re.fullmatch(r"t\s*=\s*y", tag, re.IGNORECASE)]
    return "; ".join(kept) if len(kept) < len(tags) else ""
