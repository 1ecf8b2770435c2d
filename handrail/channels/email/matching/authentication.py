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
_SAID_BY_OTHERS = re.compile(r'\\.|[^\\"()]+|.', re.DOTALL)
_FAILED = re.compile(r"(?:^|;)\s*dmarc\s*=\s*fail\b", re.IGNORECASE)
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})\s*(?:/\s*\d+\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)


def read_results(headers: Sequence[str], trusted_id: str) -> dict[str, str]:
    """The results for spf, dkim and dmarc from the topmost Authentication-Results headers of `trusted_id`.

    The headers are as they were written, nothing in them decoded; an empty one stands for each `Received`
    between them. Headers by others prove nothing, nor do ours further down: anybody may have written them.
    Several DKIM signatures count as passed when one has passed; of several words on DMARC the worst counts.
    Empty without a trusted id, or when it said nothing.
    Microsoft 365 names no server: `-` trusts the topmost headers that name none.
    """
    found: dict[str, str] = {}
    wanted, begun = trusted_id.strip().casefold(), False
    for value in headers[:_MOST_LOOKED_AT] if wanted else ():
        name, rest = _server_and_rest(value[:_LONGEST])
        if name == wanted:
            begun, found = True, _results(rest) | found
        elif begun:
            break
    return found


def without_proof(results: dict[str, str]) -> dict[str, str]:
    """What is left of them when it is not sure which sender they are about: that one may be forged.

    RFC 7489 §6.6.1: a mail whose From is not exactly one cannot pass.
    """
    return results and {"dmarc": "fail"}


def _server_and_rest(value: str) -> tuple[str, str]:
    head, semicolon, rest = value.partition(";")
    name = next(iter(_plain(head).split()), "").casefold()
    if "=" in name:
        return NO_SERVER, value
    quoted = head.strip().partition('"')[2].partition('"')[0] if head.lstrip().startswith('"') else ""
    return quoted.casefold() or name, rest if semicolon else ""


def _plain(value: str) -> str:
    """Without comments and quoted texts, in which a stranger's words may stand.

    One without an end takes the rest.
    """
    kept: list[str] = []
    quoted, depth = False, 0
    for piece in _SAID_BY_OTHERS.findall(value):
        if piece == '"' and not depth:
            quoted = not quoted
        elif piece in "()" and not quoted:
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif not quoted and not depth:
            kept.append(piece)
            continue
        kept.append(" ")
    return "".join(kept)


def _results(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for method, result in _said(_plain(rest)):
        if method not in found or (method, result) == ("dkim", "pass"):
            found[method] = result
        elif method == "dmarc":
            found[method] = min(found[method], result, key=_goodness)
    if "dmarc" not in found and _FAILED.search(rest):
        found["dmarc"] = (
            "fail"  # an address with a quote or a parenthesis in it may hide what is said, not undo it
        )
    return found


def _goodness(result: str) -> int:
    return {"pass": 2, "fail": 0}.get(result, 1)


def _said(rest: str) -> Iterator[tuple[str, str]]:
    for part in rest.split(";"):
        found = _METHOD.match(part)
        if found and found[1].lower() in METHODS and found[2].lower() in _RESULTS:
            result = found[2].lower()
            yield found[1].lower(), _OTHER_NAMES.get(result, result)
