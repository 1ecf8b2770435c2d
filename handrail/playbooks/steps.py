"""What a macro can do: a list that other rooms can join with `offer`. A step does one thing or is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handrail.accounts.models import Agent
from handrail.core.actors import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class StepRefused(ValueError):
    """A step that cannot be done; its message is a sentence that says why."""


@dataclass(frozen=True)
class Asked:
    """Who writes a macro, and whether it is to be the team's."""

    agent: Agent
    is_team: bool


@dataclass(frozen=True)
class Run:
    """One run of a macro: on which conversation, for whom, when.

    `send_after`: until when a reply waits; `seen`: the newest entry that the agent has looked at; `kept`: by
    key and value of a step what `Step.keep` said, when that counts and not what it would say now.
    """

    conversation: Any
    agent: Agent
    by: Actor
    at: datetime
    send_after: datetime | None = None
    seen: int | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One thing to do. `choices` are the values for an agent (none: one writes a text).

    `check` returns the value as it is kept, or raises StepRefused; `run` does it through a verb, or raises
    StepRefused. A step that `sends` lets something leave the house, and `what_leaves` says what, or raises
    StepRefused; `keep` says, as JSON, what it depends on that somebody could change before all has left.
    `reach` says for each value in which of some mailboxes an agent can do it, where that depends on who sees
    them. One that `gathers` can be done to thousands: it writes by `kept_saves` alone, reads nothing of it
    back (`core.gathering`), and names the related rows that it reads.
    """

    key: str
    label: _StrPromise | str
    check: Callable[[str, Asked], str]
    run: Callable[[Run, str], None]
    choices: Callable[[Agent], list[tuple[str, str]]] | None = None
    sends: bool = False
    gathers: tuple[str, ...] | None = None
    what_leaves: Callable[[Run, str], Any] | None = None
    keep: Callable[[str], Any] | None = None
    reach: Callable[[Agent, Collection[int]], Mapping[str, Collection[int]]] | None = None


STEPS: dict[str, Step] = {}


def offer(step: Step) -> None:
    """Let macros do one more thing; called while a room gets ready."""
    STEPS[step.key] = step


def kept_as(key: str, value: str) -> str:
    """Under which name `Run.kept` holds what a step kept."""
    return f"{key}:{value}"


def keep_for(steps: Iterable[Sequence[str]]) -> dict[str, Any]:
    """What these steps depend on, as it stands now."""
    return {
        kept_as(key, value): keep(value) for key, value in steps if key in STEPS and (keep := STEPS[key].keep)
    }
