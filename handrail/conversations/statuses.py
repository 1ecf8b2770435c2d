"""The team's statuses: those of a new installation, and which one a category begins with."""

from __future__ import annotations

from handrail.conversations.models import Category, Status
from handrail.conversations.models.conversation import FIRST_NAMES
from handrail.core.remembered import remembered
from handrail.core.statements import Statement

CATEGORIES = (Category.OPEN, Category.WAITING, Category.OTHERS, Category.CLOSED)
CUSTOMER_LABELS = ("We are on it", "Waiting for you", "We are on it", "Solved")


def create_first_statuses(**_signal: object) -> None:
    """After migrating: an installation without statuses gets one in each category. Teams rename them."""
    if Status.objects.exists():
        return
    Status.objects.bulk_create(
        Status(name=name, customer_label=label, category=category, position=position, is_default=True)
        for position, (name, label, category) in enumerate(
            zip(FIRST_NAMES, CUSTOMER_LABELS, CATEGORIES, strict=True)
        )
    )


@remembered
def default_status(category: Category) -> Status:
    """The status that stands for a category unless somebody chose another."""
    found = (
        Status.objects.filter(category=category, replaced_by=None)
        .order_by("-is_default", "position", "pk")
        .first()
    )
    if found is None:
        raise Status.DoesNotExist(f"No status in the category {category}: run handrail migrate.")
    return found


def find_status(key: int) -> Status | None:
    """The status with this key, or the one that has replaced it; None for one that never was."""
    found: list[Status] = _STATUS.objects(key) if key else []
    return (found[0].replaced_by or found[0]) if found else None


_STATUS = Statement(lambda key: Status.objects.filter(pk=key))
