"""The team's statuses: those of a new installation, and which one a category begins with."""

from __future__ import annotations

from handrail.conversations.models import Category, Status

FIRST = (
    ("Open", "We are on it", Category.OPEN),
    ("Waiting for customer", "Waiting for you", Category.WAITING),
    ("Waiting for others", "We are on it", Category.OTHERS),
    ("Closed", "Solved", Category.CLOSED),
)


def create_first_statuses(**_signal: object) -> None:
    """After migrating: an installation without statuses gets one in each category. Teams rename them."""
    if Status.objects.exists():
        return
    Status.objects.bulk_create(
        Status(name=name, customer_label=label, category=category, position=position, is_default=True)
        for position, (name, label, category) in enumerate(FIRST)
    )


def default_status(category: Category) -> Status:
    """The status that stands for a category unless somebody chose another."""
    found = Status.objects.filter(category=category).order_by("-is_default", "position", "pk").first()
    if found is None:
        raise Status.DoesNotExist(f"No status in the category {category}: run handrail migrate.")
    return found
