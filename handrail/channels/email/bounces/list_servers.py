"""Mailing-list programs that send a mail back: its writer is no member, or it has been seen already.

They write no report and come from an address of the list, but name themselves in a header (fml, Majordomo,
LISTSERV, Mailman, Sympa, ezmlm, Ecartis).
"""

from __future__ import annotations

import re

from handrail.channels.email.reading.facts import Facts

_PROGRAMS = (
    "x-mlserver",
    "x-listserver",
    "x-listserv",
    "x-majordomo-version",
    "x-mailman-version",
    "x-ecartis-version",
)
_SENDER = re.compile(
    r"^(?:owner-|(?:listserv|majordomo|mailman|sympa|ecartis|ezmlm)\b"
    r"|[\w.+-]{1,100}-(?:admin|owner|request|bounces|ctl|help)@)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\bnot (?:a )?(?:list )?member|non-?member (?:submission|post)|loop alert|duplicated message"
    r"|post(?:ing)? (?:was )?(?:rejected|refused|denied)|(?:rejected|refused) (?:post|message|submission)"
    r"|request to mailing list .{1,80} rejected"
    r"|message (?:was )?(?:rejected|too (?:big|large))|not (?:authori[sz]ed|allowed) to (?:post|send)",
    re.IGNORECASE,
)


def refused_by_list(facts: Facts) -> bool:
    """Whether a list program says that it did not pass a mail on."""
    named = any(facts.headers.get(name) for name in _PROGRAMS)
    return named and bool(_SENDER.match(facts.sender.address)) and bool(_SUBJECT.search(facts.subject[:300]))
