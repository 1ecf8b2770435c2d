"""The team's fields: made, changed, ordered, retired. Values on conversations are never touched by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.fields.choices import Choices, arranged, as_json, make_key
from handrail.conversations.models import Field
from handrail.core.audit import audit

MOST_FIELDS = 60
# What the filter language may ask of a conversation itself: a field of that name would never be found.
_RESERVED = """
    status tag tags assignee team mailbox priority impact urgency kind customer organisation subject from to
    is has in not or and before after view language channel due waiting created closed
"""
RESERVED = frozenset(_RESERVED.split())


@transaction.atomic
def add_field(
    *,
    label: str,
    type: str,
    help: str = "",
    required: bool = False,
    choices: Choices = (),
    mailboxes: Iterable[Mailbox] = (),
    by: Agent | None = None,
) -> Field:
    """Add a field at the end; its key is made from its label, once. Raises ValidationError."""
    others = list(Field.objects.select_for_update())
    if sum(one.retired_at is None for one in others) >= MOST_FIELDS:
        raise ValidationError(_("There are %(most)d fields: retire some first.") % {"most": MOST_FIELDS})
    taken = {one.key for one in others} | RESERVED
    position = max((one.position for one in others), default=-1) + 1
    field = Field(key=make_key(label, taken), type=type, position=position)
    _fill(field, label=label, help=help, required=required, choices=choices, others=others)
    field.mailboxes.set(mailboxes)
    audit(by, "field added", field=field.pk, key=field.key, label=field.label, type=type)
    return field


@transaction.atomic
def change_field(
    field: Field,
    *,
    label: str,
    help: str = "",
    required: bool = False,
    choices: Choices = (),
    mailboxes: Iterable[Mailbox] | None = None,
    by: Agent | None = None,
) -> None:
    """Change all of a field but its key and its type. Raises ValidationError."""
    others = list(Field.objects.select_for_update())
    _fill(field, label=label, help=help, required=required, choices=choices, others=others)
    if mailboxes is not None:
        field.mailboxes.set(mailboxes)
    audit(by, "field changed", field=field.pk, key=field.key, label=field.label, required=required)


def _fill(
    field: Field, *, label: str, help: str, required: bool, choices: Choices, others: Sequence[Field]
) -> None:
    field.label, field.help = (" ".join(text.replace("\x00", "").split()) for text in (label, help))
    field.required, field.choices = required, as_json(choices)
    if any(
        one.pk != field.pk and one.retired_at is None and one.label.casefold() == field.label.casefold()
        for one in others
    ):
        raise ValidationError({"label": _("There is a field of this name already.")})
    field.full_clean()
    field.save()


@transaction.atomic
def order_fields(*, order: Sequence[str] = (), up: str = "", down: str = "", by: Agent | None = None) -> None:
    """Put the fields into another order: by their keys, or one a step up or down."""
    fields = {field.key: field for field in Field.objects.select_for_update().filter(retired_at=None)}
    wanted = arranged(list(fields), order=order, up=up, down=down)
    if wanted == list(fields):
        return
    for position, key in enumerate(wanted):
        fields[key].position = position
    Field.objects.bulk_update(fields.values(), ["position"])
    audit(by, "fields ordered", order=wanted)


@transaction.atomic
def retire_field(field: Field, *, back: bool = False, by: Agent | None = None) -> None:
    """Nobody fills it in any more, and closing does not ask for it; what stands in it stays. Or `back`."""
    field = Field.objects.select_for_update().get(pk=field.pk)
    if (field.retired_at is None) == back:
        return
    field.retired_at = None if back else timezone.now()
    field.save(update_fields=["retired_at"])
    audit(by, "field offered again" if back else "field retired", field=field.pk, key=field.key)
