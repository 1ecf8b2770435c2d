"""Addresses as somebody outside may see them: `dora@nordlicht.example` is d•••@n•••.example."""

from __future__ import annotations

import re
from typing import Any

_SIGN = "@|%40|&#0*64;|&#x0*40;|&commat;|\N{FULLWIDTH COMMERCIAL AT}"
_LOCAL = r'(?:"[^"<>@\n]{1,64}"|[^\s<>@,;:()\[\]"=/]{1,64}?)'
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}"
_ADDRESS = re.compile(f"({_LOCAL})({_SIGN})({_DOMAIN})", re.IGNORECASE)
_MARKS = re.compile(_SIGN, re.IGNORECASE)
_HIDDEN = "•••"


def mask(text: str) -> str:
    """The text, or HTML, with every e-mail address in it masked; names of inline pictures (`cid:`) stay."""
    return _ADDRESS.sub(_masked, text) if _MARKS.search(text) else text


def mask_deep(value: Any) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: mask_deep(inner) for key, inner in value.items()}
    return [mask_deep(inner) for inner in value] if isinstance(value, list) else value


def _masked(found: re.Match[str]) -> str:
    if found.string[max(found.start() - 4, 0) : found.start()].lower() == "cid:":
        return found.group()
    local, _sign, domain = found.groups()
    first, _dot, last = domain.rpartition(".")
    shown = f"{first[0]}{_HIDDEN}.{last}" if first else f"{last[0]}{_HIDDEN}"
    return f"{local.lstrip(chr(34))[:1]}{_HIDDEN}@{shown}"
