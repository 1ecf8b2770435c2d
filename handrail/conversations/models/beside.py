"""What the database holds side conversations to."""

from __future__ import annotations

from django.db.models import CheckConstraint, Index, Q


def lies_beside() -> CheckConstraint:
    """A side conversation lies nowhere else, and nothing else lies there; nobody waits in it."""
    is_side = Q(place="side", parent__isnull=False, waiting_since=None, next_due_at=None)
    is_other = ~Q(place="side") & Q(parent=None)
    return CheckConstraint(condition=is_side | is_other, name="conversation_side_lies_beside")


def by_parent() -> Index:
    """The sides of one conversation, in the order they began."""
    return Index("parent", "id", condition=Q(parent__isnull=False), name="conversation_sides")
