"""Addresses as somebody outside may see them: `dora@nordlicht.example` is d•••@n•••.example."""

from __future__ import annotations

import re
from typing import Any

_SIGN = re.compile("@|%40|&#0*64;|&#x0*40;|&commat;|\N{FULLWIDTH COMMERCIAL AT}", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}")
_NO_LOCAL = frozenset('<>@,;:()[]"=/ \t\r\n\v\f\N{NO-BREAK SPACE}')
_LONGEST_LOCAL = 256  # four times what RFC 5321, 4.5.3.1.1, allows
_HIDDEN = "•••"


def mask(text: str) -> str:
    """The text, or HTML, with every e-mail address in it masked; names of inline pictures (`cid:`) stay.

    It goes from sign to sign, so that its time grows with the text alone.
    """
    told: list[str] = []
    done = 0
    for sign in _SIGN.finditer(text):
        begin, domain = _local_begins(text, sign.start(), done), _DOMAIN.match(text, sign.end())
        is_picture = text[max(begin - 4, 0) : begin].lower() == "cid:"
        if domain is None or begin == sign.start() or is_picture:
            continue
        local = text[begin : sign.start()].strip('"')
        told += [text[done:begin], f"{local[:1]}{_HIDDEN}@{_masked(domain.group())}"]
        done = domain.end()
    return "".join([*told, text[done:]]) if told else text


def mask_deep(value: Any) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: mask_deep(inner) for key, inner in value.items()}
    return [mask_deep(inner) for inner in value] if isinstance(value, list) else value


def _local_begins(text: str, end: int, least: int) -> int:
    """Where the part before the sign begins; one in quotation marks may hold spaces."""
    least = max(least, end - _LONGEST_LOCAL)
    if text[end - 1 : end] == '"' and (opened := text.rfind('"', least, end - 1)) >= 0:
        return opened
    begin = end
    while begin > least and text[begin - 1] not in _NO_LOCAL:
        begin -= 1
    return begin


def _masked(domain: str) -> str:
    first, _dot, last = domain.rpartition(".")
    return f"{first[0]}{_HIDDEN}.{last}" if first else f"{last[0]}{_HIDDEN}"
