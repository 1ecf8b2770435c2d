"""Put tags on and take them off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.events import Tagged, Untagged
from handrail.conversations.models import Conversation, Tag, TagMakers, TagRule
from handrail.conversations.timeline import record
from handrail.core.actors import Actor
from handrail.core.gathering import known
from handrail.core.kept_saves import delete, insert
from handrail.core.verbs import verb

MOST_TAGS = 30


class TagRefused(ValueError):
    """The tag has no name, or the conversation has too many."""


class NewTagRefused(TagRefused):
    """There is no such tag, and only leads and owners may make one."""


class TagLeaves(TagRefused):
    """Somebody is just deleting this tag."""


@verb
@needs(May.SORT)
def tag(conversation: Conversation, /, *, name: str, by: Actor, at: datetime | None = None) -> bool:
    """Put a tag on, made if it is new; False when it is on already.

    Raises TagRefused, NewTagRefused where only leads make tags, TagLeaves for one that is being deleted.
    """
    name, has = " ".join(name.replace("\x00", "").split())[:60], tags_of(conversation)
    if not name or len(has) >= MOST_TAGS:
        raise TagRefused
    found = known(("tag", name), lambda: _find(name) or _make(name, by))
    if found in has:
        return False
    insert(Conversation.tags.through(conversation=conversation, tag=found))
    _know(conversation, [*has, found])
    record(conversation, Tagged(tag=found.name), by=by, at=at)
    return True


def _find(name: str) -> Tag | None:
    """The tag of this name, or the one it has been merged into."""
    found = Tag.objects.select_related("into").filter(name__iexact=name).first()
    if found and found.leaving and found.into is None:
        raise TagLeaves
    return (found.into or found) if found else None


def _make(name: str, by: Actor) -> Tag:
    if not may_make_tags(by):
        raise NewTagRefused
    Tag.objects.bulk_create([Tag(name=name)], ignore_conflicts=True)
    return Tag.objects.get(name__iexact=name)


def may_make_tags(by: Actor) -> bool:
    """Whether this actor may make a tag that is not there. The rule is for people: what leads set up may."""
    if by.agent_id is None or not TagRule.objects.filter(makers=TagMakers.LEADS).exists():
        return True
    agent = Agent.objects.filter(pk=by.agent_id).first()
    return agent is not None and agent.is_admin


def tags_of(conversation: Conversation) -> list[Tag]:
    """The tags it has; asked once for many conversations whose tags were prefetched."""
    prefetched = _prefetched(conversation)
    return list(conversation.tags.all() if prefetched is None else prefetched)


def _know(conversation: Conversation, tags: list[Tag]) -> None:
    """Let what was prefetched say what stands now."""
    prefetched = _prefetched(conversation)
    if prefetched is not None:
        prefetched._result_cache = tags


def _prefetched(conversation: Conversation) -> Any:
    """As `tags.all()` would find it, without the manager, which takes longer to make than all else here."""
    return conversation.__dict__.get("_prefetched_objects_cache", {}).get("tags")


@verb
@needs(May.SORT)
def untag(conversation: Conversation, /, *, name: str, by: Actor, at: datetime | None = None) -> bool:
    """Take a tag off; False when it is not on."""
    has, name = tags_of(conversation), name.replace("\x00", "").casefold()
    found = next((one for one in has if one.name.casefold() == name), None)
    if found is None:
        return False
    delete(Conversation.tags.through(conversation=conversation, tag=found), "conversation", "tag")
    _know(conversation, [one for one in has if one != found])
    record(conversation, Untagged(tag=found.name), by=by, at=at)
    return True


@verb
@needs(May.SORT)
def set_tags(conversation: Conversation, /, *, names: Iterable[str], by: Actor) -> bool:
    """Make the tags exactly these; False when nothing changed."""
    wanted = {name.casefold(): name for name in names if name.strip()}
    old = [one.name for one in tags_of(conversation)]
    changed = [untag(conversation, name=name, by=by) for name in old if name.casefold() not in wanted]
    have = {name.casefold() for name in old}
    changed += [tag(conversation, name=name, by=by) for key, name in wanted.items() if key not in have]
    return any(changed)
