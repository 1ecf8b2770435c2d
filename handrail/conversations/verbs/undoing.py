"""Take back what an agent has just done: one way for all acts.

What `facts_of` says `before` and `after` an act, and what differs in it: that is what undo puts back, by the
same verbs, as long as it stands as the act left it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Team
from handrail.accounts.permissions import May
from handrail.conversations.models import Conversation, Place, Status, Tag
from handrail.conversations.verbs.assigning import AssigneeRefused, assign
from handrail.conversations.verbs.merging import MergeRefused, unmerge
from handrail.conversations.verbs.moving import MoveRefused, move
from handrail.conversations.verbs.prioritising import set_priority
from handrail.conversations.verbs.snoozing import SnoozeRefused, snooze, wake
from handrail.conversations.verbs.statuses import set_status
from handrail.conversations.verbs.tagging import TagRefused, set_tags, tags_of
from handrail.core.actors import Actor
from handrail.core.gathering import known
from handrail.core.verbs import verb

Facts = dict[str, Any]


class UndoRefused(ValueError):
    """Something has changed since, or what was there before is there no more."""


def facts_of(conversation: Conversation) -> Facts:
    """What acts change, as it stands in the database now, in plain values."""
    return facts_in(Conversation.objects.get(pk=conversation.pk))


def facts_in(now: Conversation, *, but: Collection[str] = ()) -> Facts:
    """The same of a conversation that is locked, as it stands in memory; `but` what nobody will ask about."""
    tags = {} if "tags" in but else {"tags": sorted(one.pk for one in tags_of(now))}
    return tags | {
        "status": now.status_id,
        "snoozed_until": now.snoozed_until.isoformat() if now.snoozed_until else None,
        "assignee": [now.assignee_id, now.team_id],
        "priority": now.priority,
        "merged_into": now.merged_into_id,
        "place": now.place,
    }


def changed(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    """What an act has changed alone: as it was, and as it is."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


@verb
@needs(May.READ)
def undo(conversation: Conversation, /, *, before: Facts, after: Facts, by: Actor) -> None:
    """Put back what stood `before` an act, if all of it still stands as `after` it. Raises UndoRefused."""
    now = facts_in(conversation, but=() if "tags" in before else ("tags",))
    if not before or any(now[name] != after[name] for name in before):
        raise UndoRefused
    try:
        for name in now:  # in its order: only what is open can sleep
            if name in before:
                _PUT_BACK[name](conversation, before[name], by)
    except (AssigneeRefused, MergeRefused, MoveRefused, TagRefused, ObjectDoesNotExist) as error:
        raise UndoRefused from error


def _sleep(conversation: Conversation, until: str | None, by: Actor) -> None:
    try:
        if until:
            snooze(conversation, until=datetime.fromisoformat(until), by=by)
            return
    except SnoozeRefused:
        pass  # its time has come meanwhile: it is awake, as it would be
    wake(conversation, by=by)


def _assign(conversation: Conversation, keys: list[int | None], by: Actor) -> None:
    agent, team = keys
    assign(conversation, to=known((Team, team), lambda: Team.objects.get(pk=team)) if team else None, by=by)
    if agent:
        active = known((Agent, agent), lambda: Agent.objects.get(pk=agent, is_active=True))
        assign(conversation, to=active, by=by)


def _tag(conversation: Conversation, keys: list[int], by: Actor) -> None:
    names = known((Tag, *keys), lambda: [*Tag.objects.filter(pk__in=keys).values_list("name", flat=True)])
    set_tags(conversation, names=names, by=by)


def _status(conversation: Conversation, key: int, by: Actor) -> None:
    set_status(conversation, to=known((Status, key), lambda: Status.objects.get(pk=key)), by=by)


def _place(conversation: Conversation, place: str, by: Actor) -> None:
    to = Place.INBOX if place == Place.ASSISTANT else place  # what was taken from the assistant stays taken
    if conversation.place != to:  # a merge taken back has put it in its place already
        move(conversation, to=to, by=by)


_PUT_BACK: dict[str, Callable[[Conversation, Any, Actor], object]] = {
    "status": _status,
    "snoozed_until": _sleep,
    "assignee": _assign,
    "priority": lambda one, level, by: set_priority(one, to=level, by=by),
    "tags": _tag,
    "merged_into": lambda one, _key, by: unmerge(one, by=by),
    "place": _place,
}
