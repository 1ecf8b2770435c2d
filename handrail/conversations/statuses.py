"""The team's statuses: which one a category begins with."""

from __future__ import annotations

from handrail.conversations.models import Category, Status


def default_status(category: Category) -> Status:
    """The status that stands for a category unless somebody chose another."""
    found = Status.objects.filter(category=category).order_by("-is_default", "position", "pk").first()
    if found is None:
        raise Status.DoesNotExist(f"No status in the category {category}: run handrail migrate.")
    return found
