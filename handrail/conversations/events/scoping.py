"""Whether support covers what a customer asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.conversations.events.base import Event, event


@event(
    "scope_changed", public=False, is_out=True, where="Theme author's forum", products=["lamp"], plan="Free"
)
@dataclass(frozen=True)
class ScopeChanged(Event):
    """It is out of scope, and the customer was guided elsewhere (`where`); or it is in scope after all.

    Product and plan are those of that day, so that it can be counted by them.
    """

    is_out: bool
    where: str = ""
    products: list[str] = field(default_factory=list)
    plan: str = ""
