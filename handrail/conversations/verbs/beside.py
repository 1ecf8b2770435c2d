"""Side conversations stay with their parent: they move where it moves, and are seen by whoever sees it."""

from __future__ import annotations

from handrail.conversations.events import Assigned, LetIn, Restricted, Unrestricted
from handrail.conversations.models import Category, Conversation, ConversationQuerySet, Reader, Status
from handrail.conversations.statuses import default_status
from handrail.core.kept_saves import update
from handrail.core.verbs import Work, register_settler

_SIGHT = ("mailbox_id", "team_id", "restricted")
_CHANGING = frozenset({Assigned.kind, LetIn.kind, Restricted.kind, Unrestricted.kind})


def install() -> None:
    """Let sight follow the parent at the end of every unit of work; again does nothing."""
    register_settler(follow_parents)


def follow_parents(work: Work) -> None:
    """Give the sides of each conversation whose sight a unit of work has changed the same sight."""
    keys = [
        one.pk
        for one, before in zip(work.locked, work.before, strict=True)
        if isinstance(one, Conversation) and before and one.pk is not None and _is_changed(one, before, work)
    ]
    if len(keys) > 1:  # of many: one question for those that have sides at all
        having = Conversation.objects.filter(parent__in=keys).values_list("parent", flat=True)
        keys = [key for key in having if key is not None]
    for key in dict.fromkeys(keys):
        show_as_parent(key)


def _is_changed(one: Conversation, before: dict[str, object], work: Work) -> bool:
    if one.parent_id is not None:
        return False
    entries = work.touched.get(one.pk, {}).get("entries")
    kinds = {kind for _entry, kind in entries} if isinstance(entries, list) else set()
    return bool(kinds & _CHANGING) or any(getattr(one, name) != before.get(name) for name in _SIGHT)


def show_as_parent(parent: int) -> None:
    """Let exactly those see the sides of this conversation who see it, as the database knows it now."""
    sides = list(Conversation.objects.filter(parent=parent).values_list("pk", flat=True))
    if not sides:
        return
    for sight in Conversation.objects.filter(pk=parent).values(*_SIGHT):
        Conversation.objects.filter(pk__in=sides).update(**sight)
    Reader.objects.filter(conversation__in=sides).delete()
    named = list(Reader.objects.filter(conversation=parent).values_list("agent", "team"))
    Reader.objects.bulk_create(
        Reader(conversation_id=side, agent_id=agent, team_id=team) for side in sides for agent, team in named
    )


def bring_sides(sides: ConversationQuerySet, parent: Conversation) -> list[int]:
    """Let these lie beside `parent` from now on; returns their keys. A merge does this, and its undo."""
    keys = list(sides.order_by("pk").values_list("pk", flat=True))
    if keys:
        Conversation.objects.filter(pk__in=keys).update(parent=parent)
        show_as_parent(parent.pk)
    return keys


def stand(side: Conversation, category: Category) -> None:
    """Waiting for the third party, answered (open), or closed: it follows from what is said there."""
    status = default_status(category)
    side.status, side.category = status, status.category
    update(side, "status", "category")


def stand_as_before(side: Conversation, status: int) -> None:
    """Stand as it did before a mail that was taken back."""
    old = Status.objects.filter(pk=status).first()
    stand(side, Category(old.category) if old else Category.OPEN)
