"""How much each public door asks of those who come, and how often they may."""

from __future__ import annotations

import math
from typing import NamedTuple


class Rate(NamedTuple):
    """So many in so many seconds, from one connection."""

    most: int
    seconds: int


class Policy(NamedTuple):
    """What one purpose asks.

    `bits` of work (each doubles it; 0: none, for programs that cannot), at least `least_seconds` between page
    and answer, and an answer within `hours`. More than a rate is held; `FLOOD` times as much is refused.
    `watches`: a person waits behind this door, and many people may share one connection. More than a rate is
    not held there, but works longer; who comes from where somebody was blocked lately works longer, and is
    held (see `trouble`).
    """

    bits: int
    least_seconds: float
    hours: float
    rates: tuple[Rate, ...]
    watches: bool = False


FLOOD = 4
_BITS_EACH = 2
MOST_BITS = 20
"""More would keep a slow phone busy for minutes."""
POLICIES = {
    "chat": Policy(13, 0, 12, (Rate(6, 60), Rate(40, 3600)), watches=True),
    "form": Policy(14, 2, 24, (Rate(4, 60), Rate(30, 3600))),
    "program": Policy(0, 0, 24, (Rate(20, 60), Rate(300, 3600))),
    "comment": Policy(0, 0, 24, (Rate(3, 60), Rate(15, 3600))),
    "portal": Policy(13, 0, 24, (Rate(5, 60), Rate(20, 3600))),
}
"""By purpose: a chat begins, people or a program send a form, a reader comments, somebody asks for a link."""
BUSY_AT = 60
"""Answers a minute from everybody, their work done, from which on each doubling asks for one bit more."""


def bits_for_crowd(crowd: float) -> int:
    """How many bits of work more are asked at so many times a rate: four times the work for each of it."""
    return _BITS_EACH * math.floor(crowd) if crowd > 1 else 0


def policy_of(purpose: str) -> Policy:
    """The policy of a purpose. Raises LookupError when there is none."""
    return POLICIES[purpose]
