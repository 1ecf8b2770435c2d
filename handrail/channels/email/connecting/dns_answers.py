"""What the domain name system answers, within a time. Jobs and commands ask: no page waits for it."""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.resolver

PATIENCE = 4.0  # seconds for one question
LONGEST_RECORD = 8_000  # bytes; the key of an RSA key of 16,384 bits has 2,800
MOST_RECORDS = 100  # of one name


class DnsSilent(Exception):
    """No server gave an answer, which is not the same as that there is no record."""


def txt_records(name: str) -> list[str]:
    """The TXT records of a name, each with its pieces joined (RFC 7208 §3.3); none when there are none.

    Whoever keeps the zone writes what they like: no record is longer than any honest one, or holds a NUL.
    """
    whole = (b"".join(record.strings)[:LONGEST_RECORD] for record in _answers(name, "TXT")[:MOST_RECORDS])
    return [one.replace(b"\0", b"").decode("utf-8", "replace") for one in whole]


def mx_records(name: str) -> list[str]:
    """The names of the servers that take mail for a domain (RFC 5321 §5.1), the preferred first.

    A domain that takes no mail (RFC 7505) has one with an empty name.
    """
    found = sorted(_answers(name, "MX"), key=lambda record: record.preference)[:MOST_RECORDS]
    return [record.exchange.to_text().rstrip(".").lower() for record in found]


def _answers(name: str, kind: str) -> list[Any]:
    """Raises DnsSilent."""
    try:
        return list(resolver().resolve(name, kind, lifetime=PATIENCE, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError):
        return []
    except (
        dns.resolver.LifetimeTimeout,
        dns.resolver.NoNameservers,
        dns.resolver.NoResolverConfiguration,
    ) as error:
        raise DnsSilent(name) from error
    except dns.exception.DNSException:  # no name that could have a record
        return []


def resolver() -> dns.resolver.Resolver:
    """Whom we ask: the servers that this machine is set up to ask."""
    return dns.resolver.get_default_resolver()
