"""A conversation is for named people only, or for everybody again."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.conversations.events.base import Event, event


@event("restricted", public=False, names="Ada, Cleo")
@dataclass(frozen=True)
class Restricted(Event):
    """Only the people and teams with these names may see it from now on."""

    names: str


@event("unrestricted", public=False)
@dataclass(frozen=True)
class Unrestricted(Event):
    """Everybody who may see the mailbox may see it again."""


@event("let_in", public=False, name="Olga")
@dataclass(frozen=True)
class LetIn(Event):
    """Somebody who was not named sees it now: an owner who opened it, or who joined a team named on it.

    Nobody reads silently.
    """

    name: str
    team: str = ""
