"""Who did something: a kind, a name as it was then, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of actors an entry may name."""

    AGENT = "agent"
    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    RULE = "rule"
    API = "api"
    IMPORT = "import"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: `agent_id` or `customer_id` where there is a person, else a label says what it is.

    `role` is an agent's; without it a verb looks it up, so that nobody acts by leaving it out.
    """

    kind: ActorKind
    label: str = ""
    agent_id: int | None = None
    customer_id: int | None = None
    reason: str = ""
    role: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, "Handrail")
