"""The team's statuses: names, order, the default of each category, and giving one up for another."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.bulk import in_batches
from handrail.conversations.events import StatusReplaced
from handrail.conversations.fields.choices import arranged
from handrail.conversations.models import Category, Conversation, Status
from handrail.conversations.timeline import record
from handrail.core.actors import SYSTEM, Actor
from handrail.core.audit import audit
from handrail.core.kept_saves import update

MOST_STATUSES = 50
SETTLED_AFTER = 5  # seconds: longer than any process remembers the old status


def living() -> list[Status]:
    """The statuses that are in use, in their order."""
    return list(Status.objects.filter(replaced_by=None))


@transaction.atomic
def add_status(
    *, name: str, customer_label: str, category: str, is_default: bool = False, by: Agent | None = None
) -> Status:
    """Add a status at the end. Raises ValidationError in words for the person at the keyboard."""
    others = _locked()
    if len(others) >= MOST_STATUSES:
        raise ValidationError(_("There are %(most)d statuses: more help nobody.") % {"most": MOST_STATUSES})
    position = max((one.position for one in others), default=-1) + 1
    status = Status(name=_plain(name), customer_label=_plain(customer_label), category=category)
    status.position = position
    _save(status, others, is_default=is_default)
    audit(by, "status added", status=status.pk, name=status.name, category=category)
    return status


@transaction.atomic
def change_status(
    status: Status,
    *,
    name: str,
    customer_label: str,
    category: str,
    is_default: bool = False,
    by: Agent | None = None,
) -> None:
    """Change a status. Its category stays as soon as a conversation has it: what is closed would reopen.

    Raises ValidationError. A default stays one until another of its category becomes it.
    """
    others = _locked()
    status.refresh_from_db()
    if category != status.category:
        _refuse_other_category(status, others)
    status.name, status.customer_label, status.category = _plain(name), _plain(customer_label), category
    _save(status, others, is_default=is_default or status.is_default)
    audit(by, "status changed", status=status.pk, name=status.name, category=category)


@transaction.atomic
def order_statuses(
    *, order: Sequence[str] = (), up: str = "", down: str = "", by: Agent | None = None
) -> None:
    """Put the statuses into another order: by their keys, or one a step up or down."""
    statuses = {str(status.pk): status for status in _locked()}
    wanted = arranged(list(statuses), order=order, up=up, down=down)
    if wanted == list(statuses):
        return
    for position, key in enumerate(wanted):
        statuses[key].position = position
    Status.objects.bulk_update(statuses.values(), ["position"])
    audit(by, "statuses ordered", order=wanted)


@transaction.atomic
def retire_status(status: Status, *, to: Status, by: Agent | None = None) -> None:
    """Give a status up: nobody can choose it from now on, and a job moves its conversations to `to`.

    Only within a category, so that nothing opens, closes or begins to wait by it. Raises ValidationError.
    """
    from handrail.conversations import tasks

    others = {one.pk: one for one in _locked()}
    if status.pk not in others or to.pk not in others or to.pk == status.pk:
        raise ValidationError(_("One of the two is no longer here: choose again."))
    status, to = others[status.pk], others[to.pk]
    if status.category != to.category:
        raise ValidationError(_("Choose a status of the same category."))
    was_default, status.is_default, status.replaced_by = status.is_default, False, to
    status.save(update_fields=["is_default", "replaced_by"])
    if was_default:
        to.is_default = True
        to.save(update_fields=["is_default"])
    Status.objects.filter(replaced_by=status).update(replaced_by=to)
    audit(by, "status retired", status=status.pk, name=status.name, to=to.pk)
    tasks.replace_status.configure(schedule_in={"seconds": SETTLED_AFTER}).defer(status=status.pk)


def replace_status(status: int) -> int:
    """Move what still stands in a retired status to the one that replaces it; returns how many."""
    old = Status.objects.select_related("replaced_by").get(pk=status)
    new = old.replaced_by
    if new is None:
        return 0
    by = Actor(SYSTEM.kind, SYSTEM.label, reason="status retired")

    def move(conversation: Conversation) -> None:
        conversation.status = new
        update(conversation, "status")
        record(conversation, StatusReplaced(old=old.name, new=new.name), by=by)

    return in_batches(Conversation.objects.filter(status=old), move)


def _locked() -> list[Status]:
    """All that are in use, and nobody else changes them meanwhile."""
    return list(Status.objects.select_for_update().filter(replaced_by=None))


def _save(status: Status, others: Sequence[Status], *, is_default: bool) -> None:
    same = [one for one in others if one.category == status.category and one.pk != status.pk]
    status.is_default = is_default or not any(one.is_default for one in same)
    if status.is_default:
        Status.objects.filter(pk__in=[one.pk for one in same]).update(is_default=False)
    if any(one.name.casefold() == status.name.casefold() for one in others if one.pk != status.pk):
        raise ValidationError({"name": _("There is a status of this name already.")})
    status.full_clean(validate_constraints=False)
    status.save()


def _refuse_other_category(status: Status, others: Sequence[Status]) -> None:
    if Conversation.objects.filter(status=status).exists():
        raise ValidationError({"category": _("Conversations have this status: its category stays.")})
    if status.is_default:
        raise ValidationError(
            {"category": _("It is the default of its category: make another one that first.")}
        )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def categories() -> list[tuple[str, str]]:
    """The four categories with their labels."""
    return [(category.value, str(category.label)) for category in Category]
