"""Fill in the fields of a conversation and say what kind it is; closing waits for those that are required."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import FieldChanged, KindChanged
from handrail.conversations.fields.facts import FieldFacts
from handrail.conversations.fields.values import read_value, words_of
from handrail.conversations.models import Conversation
from handrail.conversations.queries.field_facts import field_facts, field_named, kinds
from handrail.conversations.timeline import record
from handrail.core.actors import Actor, ActorKind
from handrail.core.verbs import verb

PEOPLE = (ActorKind.AGENT, ActorKind.API)  # who closes on purpose, and can be asked to fill something in


class FieldRefused(ValueError):
    """There is no such field (any more), or conversations of this mailbox have none of it."""


class KindRefused(ValueError):
    """There is no such kind, or it is no longer offered."""


class CloseRefused(ValueError):
    """Required fields are empty; `fields` are those. The message names them."""

    def __init__(self, fields: list[FieldFacts]) -> None:
        names = ", ".join(field.label for field in fields)
        super().__init__(_("Fill in first what is required to close: %(fields)s.") % {"fields": names})
        self.fields = fields


@verb
@needs(May.SORT)
def set_field(
    conversation: Conversation, /, *, key: str, value: object, by: Actor, at: datetime | None = None
) -> bool:
    """Let a field say `value` (as a form or the API writes it; None or "" for nothing); False: it does.

    Raises FieldWrong for what cannot stand in it, FieldRefused where there is no such field.
    """
    field = field_named(key)
    if field is None or not field.is_for(conversation.mailbox_id):
        raise FieldRefused
    old = conversation.fields.get(key)
    new = read_value(field, value, kept=old)
    if new == old:
        return False
    fields = {name: one for name, one in conversation.fields.items() if name != key}
    conversation.fields = fields if new is None else fields | {key: new}
    conversation.save(update_fields=["fields"])
    told = FieldChanged(
        field=key,
        label=field.label,
        type=field.type.value,
        old=old,
        new=new,
        old_words=words_of(field, old),
        new_words=words_of(field, new),
    )
    record(conversation, told, by=by, at=at)
    return True


@verb
@needs(May.SORT)
def set_kind(conversation: Conversation, /, *, to: str, by: Actor, at: datetime | None = None) -> bool:
    """Say what kind of contact it is, by its key ("": nobody knows); False when it is. Raises KindRefused."""
    old = conversation.kind_id or ""
    if to == old:
        return False
    chosen = next((kind for kind in kinds() if kind.key == to and kind.offered), None)
    if to and chosen is None:
        raise KindRefused
    conversation.kind_id = to or None
    conversation.save(update_fields=["kind"])
    record(conversation, KindChanged(old=old, new=to, name=chosen.label if chosen else ""), by=by, at=at)
    return True


def missing_fields(conversation: Conversation) -> list[FieldFacts]:
    """What must be filled in before an agent may close the conversation, in the fields' order."""
    return [
        field
        for field in field_facts()
        if field.required and field.is_for(conversation.mailbox_id) and field.key not in conversation.fields
    ]


def require_fields(conversation: Conversation, *, by: Actor) -> None:
    """Raise CloseRefused when a person closes it and something is missing; rules and times may."""
    if by.kind in PEOPLE and (missing := missing_fields(conversation)):
        raise CloseRefused(missing)
