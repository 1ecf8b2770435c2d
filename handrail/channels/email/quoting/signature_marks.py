"""How a signature begins: by its rule, or by a device naming itself, in many languages."""

from __future__ import annotations

import re

from handrail.channels.email.quoting.words import BY, DEVICE, DEVICE_SENT, SENT_BY, SENT_BY_DEVICE

_LONGEST = 160  # characters of a line by which a device names itself
_RULE = re.compile(r"^(?:--|—|__)\s*$")
_DEVICE = re.compile(DEVICE, re.IGNORECASE)
_NAMES_ITSELF = re.compile(
    rf"^\W*(?:(?:{SENT_BY})\b.{{0,40}}(?<!\w)(?:{BY})\b.{{0,40}}(?:{DEVICE})"
    rf"|(?:{SENT_BY_DEVICE}).{{0,12}}(?:{DEVICE})"
    r"|(?:\w+\W+){0,3}outlook \w{2,4} (?:ios|android|mac|windows)"
    rf"|.{{0,30}}(?:{DEVICE}).{{0,20}}(?:{DEVICE_SENT})\W*$)",
    re.IGNORECASE,
)


def begins_signature(line: str) -> bool:
    """A signature's rule (RFC 3676 §4.3) or a line by which a device names itself."""
    return bool(_RULE.match(line)) or is_device_line(line)


def is_device_line(line: str) -> bool:
    """A device naming itself, as in "Sent from my phone", in any of the languages known."""
    words = line.strip()
    return len(words) <= _LONGEST and bool(_DEVICE.search(words)) and bool(_NAMES_ITSELF.match(words))
