"""What the domain name system answers, within a time; nothing when it does not."""

from __future__ import annotations

import dns.exception
import dns.resolver

PATIENCE = 4.0  # seconds for one question


def txt_records(name: str) -> list[str]:
    """The TXT records of a name, each with its pieces joined (RFC 7208 §3.3); none when there are none."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=PATIENCE, search=False)
    except dns.exception.DNSException:
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
