"""What our own mail server found out about the sender: SPF, DKIM and DMARC (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

NO_SERVER = "-"  # the server of a header that names none
METHODS = ("spf", "dkim", "dmarc")
_RESULTS = {
    "none", "pass", "fail", "softfail", "policy", "neutral", "temperror", "permerror",
    "hardfail", "bestguesspass",
}  # fmt: skip
_OTHER_NAMES = {"hardfail": "fail", "bestguesspass": "none"}  # RFC 8601 appendix, and Microsoft
_LONGEST = 10_000  # characters of one header
_MOST_LOOKED_AT = 20
_COMMENT = re.compile(r"\([^()]{0,1000}\)")
_QUOTED = re.compile(r'"[^"\\]{0,1000}"')
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})\s*(?:/\s*\d+\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)


def read_results(headers: Sequence[str], trusted_id: str) -> dict[str, str]:
    """The results for spf, dkim and dmarc from the topmost Authentication-Results headers of `trusted_id`.

    Headers by others prove nothing, nor do ours further down: anybody may have written them. Several DKIM
    signatures count as passed when one has passed. Empty without a trusted id, or when it said nothing.
    Microsoft 365 names no server: `-` trusts the topmost headers that name none.
    """
    found: dict[str, str] = {}
    wanted, begun = trusted_id.strip().casefold(), False
    for value in headers[:_MOST_LOOKED_AT] if wanted else ():
        name, rest = _server_and_rest(value[:_LONGEST])
        if name == wanted:
            begun, found = True, dict(_results(rest)) | found
        elif begun:
            break
    return found


def _server_and_rest(value: str) -> tuple[str, str]:
    head, semicolon, rest = value.partition(";")
    name = next(iter(_plain(head).split()), "").casefold()
    if "=" in name:
        return NO_SERVER, _plain(value)
    quoted = head.strip().partition('"')[2].partition('"')[0] if head.lstrip().startswith('"') else ""
    return quoted.casefold() or name, _plain(rest) if semicolon else ""


def _plain(value: str) -> str:
    """Without comments and quoted texts, in which a stranger's words may stand."""
    value = _QUOTED.sub(" ", value)
    for _ in range(3):  # comments inside comments
        value = _COMMENT.sub(" ", value)
    return value


def _results(rest: str) -> Iterator[tuple[str, str]]:
    passed: set[str] = set()
    for part in rest.split(";"):
        found = _METHOD.match(part)
        if not found or found[1].lower() not in METHODS or found[2].lower() not in _RESULTS:
            continue
        method, result = found[1].lower(), found[2].lower()
        if method not in passed:
            yield method, _OTHER_NAMES.get(result, result)
        if result == "pass":
            passed.add(method)
