"""The gate of a verb: whoever acts must have the right; pages only hide what the gate refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, NotAllowed, may, require
from handrail.core.actors import Actor, ActorKind

P = ParamSpec("P")
R = TypeVar("R")


def needs(what: May) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function that an agent (its `by`) may call only with this right; raises NotAllowed.

    Customers, rules, imports and the house itself act by what they are.
    """

    def guard(func: Callable[P, R]) -> Callable[P, R]:
        @wraps(func)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            if isinstance(by, Actor):
                require_of(by, what)
            elif isinstance(by, Agent):
                require(by.role, what)
            return func(*args, **kwargs)

        run.__dict__["needs"] = what
        return run

    return guard


def require_of(by: Actor, what: May) -> None:
    """Raise NotAllowed when an agent acts who may not do this."""
    if by.kind == ActorKind.AGENT and not may(role_of(by), what):
        raise NotAllowed(what)


def role_of(by: Actor) -> str:
    """The role of an agent who acts, looked up if the actor was made without; empty for one who is gone."""
    if by.role or by.agent_id is None:
        return by.role
    return Agent.objects.filter(pk=by.agent_id).values_list("role", flat=True).first() or ""
