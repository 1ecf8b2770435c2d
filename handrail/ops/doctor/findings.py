"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was seen, and how to mend it."""

    name: str
    is_well: bool
    says: str
    mend: str = ""
    key: str = ""  # the check's name in every language
