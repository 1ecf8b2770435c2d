"""Make one conversation part of another, and take it out again exactly.

Entries never change conversation. What moves are pointers: `merged_into`, and where messages and their search
rows are read. Agents merge, and the mail door does when mails came in another order: it is the same verb.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May, NotAllowed
from handrail.conversations.events import Merged, Unmerged
from handrail.conversations.models import (
    Category,
    Conversation,
    Draft,
    Entry,
    Link,
    Merge,
    Message,
    Place,
    SearchRow,
)
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import AssigneeRefused, assign
from handrail.conversations.verbs.beside import bring_sides
from handrail.conversations.verbs.parting import mark_all_joined, sum_up
from handrail.conversations.verbs.restricting import carry_over
from handrail.conversations.verbs.snoozing import wake
from handrail.conversations.verbs.statuses import set_status, unanswered_since
from handrail.core.actors import SYSTEM, Actor
from handrail.core.verbs import lock, together

_STATE = ("status_id", "category", "snoozed_until")
_SUMS = ("waiting_since", "preview", "last_customer_entry", "last_activity_at")


class MergeRefused(ValueError):
    """One of them is part of another or lies beside one, or they are the same, or it is not merged."""


@needs(May.MOVE)
def merge(conversation: Conversation, *, into: Conversation, by: Actor = SYSTEM) -> Merge:
    """Make the conversation part of `into`: read, answered, found and continued there. It leads there.

    Tags, fields, status and assignee are those of `into`; somebody who waits in either goes on waiting, and
    what somebody had stays theirs where nobody has `into`. Raises MergeRefused when either is part of
    another: merge what it leads to.
    """
    with together():
        for one in sorted((conversation, into), key=lambda one: one.pk):  # in one order: no deadlock
            lock(one)
        if conversation.pk == into.pk or conversation.merged_into_id or into.merged_into_id:
            raise MergeRefused
        if conversation.parent_id or into.parent_id:  # nobody outside becomes part of what a customer reads
            raise MergeRefused
        return _merge(conversation, into, by)


def _merge(conversation: Conversation, into: Conversation, by: Actor) -> Merge:
    family, before = _keys_below(conversation.pk), _facts(into)
    carry_over(conversation, into, by=by)
    drafts, links = _bring_drafts(conversation, into), _bring_links(conversation, into)
    _read_in(family, into)
    Conversation.objects.filter(pk__in=family).update(merged_into=into)
    since = (conversation.waiting_since, into.waiting_since)
    sum_up(into, min(filter(None, since), default=None))
    if by.agent_id is None:
        mark_all_joined(
            into, list(Entry.objects.filter(conversation__in=family).values_list("pk", flat=True))
        )
    elif conversation.waiting_since is not None and conversation.snoozed_until is None:
        _let_wait(into, conversation.waiting_since, by)
    sides = bring_sides(Conversation.objects.filter(parent=conversation), into)
    kept: dict[str, Any] = {
        "assignee": _bring_assignee(conversation, into, by),  # before the facts that the undo compares
        "before": before,
        "after": _facts(into),
        "drafts": drafts,
        "links": links,
        "sides": sides,
    }
    made = Merge.objects.create(conversation=conversation, into=into, place=conversation.place, kept=kept)
    conversation.merged_into, conversation.place = into, Place.MERGED
    conversation.save(update_fields=["merged_into", "place"])
    for one in (conversation, into):
        record(one, Merged(number=conversation.number, into=into.number), by=by)
    return made


def _bring_assignee(conversation: Conversation, into: Conversation, by: Actor) -> int | None:
    """Who had the merged one has `into`, if nobody does and an agent merges; returns who, for the undo."""
    if by.agent_id is None or conversation.assignee is None or into.assignee_id or into.team_id:
        return None
    try:
        assign(into, to=conversation.assignee, by=by)
    except (AssigneeRefused, NotAllowed):  # they may not see it, or answer no more
        return None
    return into.assignee_id


def _let_wait(into: Conversation, since: datetime, by: Actor) -> None:
    """Who waited in what was merged must not be hidden by a conversation that is closed or asleep."""
    if into.snoozed_until is not None:
        wake(into, by=by)
    if into.category in (Category.CLOSED, Category.WAITING):
        set_status(into, to=default_status(Category.OPEN), by=by)
    into.waiting_since = min(since, into.waiting_since or since)
    into.save(update_fields=["waiting_since"])


@needs(May.MOVE)
def unmerge(conversation: Conversation, *, by: Actor) -> Conversation:
    """Take the conversation out of the one it leads to, as it was; returns that one.

    What was written since stays where it was written; one that the assistant had is the team's now. Raises
    MergeRefused when it is part of none, or was merged by a version of Handrail that kept no way back.
    """
    with together():
        root = Conversation.objects.filter(members=conversation).first()
        for one in sorted((one for one in (conversation, root) if one), key=lambda one: one.pk):
            lock(one)
        made = Merge.objects.filter(conversation=conversation).first()
        if made is None or root is None or conversation.merged_into_id != root.pk:
            raise MergeRefused
        return _unmerge(conversation, root, made, by)


def _unmerge(conversation: Conversation, root: Conversation, made: Merge, by: Actor) -> Conversation:
    family = _keys_below(conversation.pk)
    made.delete()
    _read_in(family, conversation, out_of=root)
    Conversation.objects.filter(pk__in=family).exclude(pk=conversation.pk).update(merged_into=conversation)
    conversation.merged_into, conversation.place = None, _place_before(made)
    conversation.save(update_fields=["merged_into", "place"])
    Draft.objects.filter(pk__in=made.kept["drafts"], conversation=root).update(conversation=conversation)
    _put_links_back(made.kept["links"])
    bring_sides(Conversation.objects.filter(pk__in=made.kept.get("sides", []), parent=root), conversation)
    _put_facts_back(root, made)
    if made.kept.get("assignee") and root.assignee_id == made.kept["assignee"]:
        assign(root, to=None, by=by)
    for one in (conversation, root):
        record(one, Unmerged(number=conversation.number, out_of=root.number), by=by)
    return root


def _place_before(made: Merge) -> Place:
    """Where it lay; whoever merges takes a conversation from the assistant, which never goes on with it."""
    place = Place(made.place)
    return Place.INBOX if place == Place.ASSISTANT else place


def _keys_below(key: int) -> list[int]:
    """The conversation and all that became part of it, directly or by way of another."""
    found = [key]
    while more := list(
        Merge.objects.filter(into__in=found).exclude(conversation__in=found).values_list("pk", flat=True)
    ):
        found += more
    old = Conversation.objects.filter(merged_into=key, merge=None).values_list("pk", flat=True)
    return [*found, *old]


def _read_in(family: list[int], where: Conversation, *, out_of: Conversation | None = None) -> None:
    """Let the messages of a family be read in `where`: what an agent has taken out of it stays out."""
    messages = Message.objects.filter(entry__conversation__in=family)
    messages = messages.filter(conversation=out_of) if out_of else messages.filter(conversation__in=family)
    keys = list(messages.values_list("pk", flat=True))
    Message.objects.filter(pk__in=keys).update(conversation=where)
    SearchRow.objects.filter(pk__in=keys).update(conversation=where)


def _facts(conversation: Conversation) -> dict[str, Any]:
    return {name: _plain(getattr(conversation, name)) for name in (*_STATE, *_SUMS)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value) if value else None


def _put_facts_back(root: Conversation, made: Merge) -> None:
    """As it was, where nothing has changed it since; else what its messages say now."""
    before, after, now = made.kept["before"], made.kept["after"], _facts(root)
    is_last = not Merge.objects.filter(into=root, at__gt=made.at).exists()
    if is_last and all(now[name] == after[name] for name in _STATE):
        root.status_id, root.category = before["status_id"], before["category"]
        root.snoozed_until = _moment(before["snoozed_until"])
    if is_last and all(now[name] == after[name] for name in _SUMS):
        root.preview, root.last_customer_entry = before["preview"], before["last_customer_entry"]
        root.waiting_since = _moment(before["waiting_since"])
        root.last_activity_at = _moment(before["last_activity_at"])
        root.save(update_fields=[*_STATE, *_SUMS])
    else:
        root.save(update_fields=[*_STATE])
        sum_up(root, None if root.category == Category.CLOSED else unanswered_since(root))


def _bring_drafts(conversation: Conversation, into: Conversation) -> list[int]:
    """Drafts come along, but where their agent writes in both: that one waits for the merge's undo."""
    moved = Draft.objects.filter(conversation=conversation).exclude(agent__drafts__conversation=into)
    keys = list(moved.values_list("pk", flat=True))
    Draft.objects.filter(pk__in=keys).update(conversation=into)
    return keys


def _bring_links(conversation: Conversation, into: Conversation) -> dict[str, list[list[Any]]]:
    """What it refers to, and what refers to it, has to do with `into` now; says what went and what came."""
    links = Link.objects.filter(Q(conversation=conversation) | Q(to=conversation)).order_by("pk")
    went, came = [], []
    for old in links:
        ends = [into.pk if key == conversation.pk else key for key in (old.conversation_id, old.to_id)]
        went.append([old.conversation_id, old.to_id, old.reason, old.created_at.isoformat()])
        if ends[0] == ends[1]:
            continue
        facts = {"reason": old.reason, "created_at": old.created_at}
        new, is_new = Link.objects.get_or_create(conversation_id=ends[0], to_id=ends[1], defaults=facts)
        came += [[new.pk]] if is_new else []
    links.delete()
    return {"went": went, "came": came}


def _put_links_back(kept: dict[str, list[list[Any]]]) -> None:
    Link.objects.filter(pk__in=[key for (key,) in kept["came"]]).delete()
    there = set(
        Conversation.objects.filter(pk__in={key for one in kept["went"] for key in one[:2]}).values_list(
            "pk", flat=True
        )
    )
    for first, second, reason, at in kept["went"]:
        if {first, second} <= there:
            facts = {"reason": reason, "created_at": datetime.fromisoformat(at)}
            Link.objects.get_or_create(conversation_id=first, to_id=second, defaults=facts)
