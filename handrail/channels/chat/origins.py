"""On which pages a widget may be: their origins (RFC 6454), as an admin has listed them."""

from __future__ import annotations

from collections.abc import Sequence


def allows(origins: Sequence[str], origin: str) -> bool:
    """Whether a request from a page of this origin is answered. None listed: any. No origin: no browser.

    It keeps honest browsers from showing the chat elsewhere; it is no proof of anything.
    """
    return not origins or not origin or origin.lower() in {one.lower().rstrip("/") for one in origins}
