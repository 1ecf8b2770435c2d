"""Whether a visit is a reader's."""

from __future__ import annotations

import re

from django.http import HttpRequest

from handrail.accounts.models import Agent

# Programs that say so themselves, as those that follow RFC 9309 do; others are counted as readers.
_PROGRAM = re.compile(
    r"(?i)bot\b|bots?/|crawl|spider|slurp|fetch|preview|monitor|curl|wget|python|httpclient|headless"
)


def counts(request: HttpRequest) -> bool:
    """Whether to count this request: not those of the team, of programs, or made ahead by a browser."""
    if request.method != "GET" or isinstance(getattr(request, "user", None), Agent):
        return False
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")).lower():
        return False
    said = request.headers.get("User-Agent", "")
    return bool(said) and not _PROGRAM.search(said)
