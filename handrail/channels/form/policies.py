"""What support is given for a product, shown where people choose it: a list that the policy's room joins."""

from __future__ import annotations

from collections.abc import Callable

Policy = Callable[[str, str], str]
"""Takes the key of a product (or nothing) and a language, returns plain text or nothing."""

POLICIES: list[Policy] = []


def policy_for(product: str, language: str) -> str:
    """The support policy in plain text; empty where there is none."""
    return "\n\n".join(text for policy in POLICIES if (text := policy(product, language)))
