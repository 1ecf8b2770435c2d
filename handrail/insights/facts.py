"""From conversations to contacts: facts are read, `outcomes` says what they mean, rows are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from handrail.assistant.models import Exchange, State
from handrail.channels.email.models import Connection, WayOut
from handrail.conversations.events import Replied
from handrail.conversations.fields.facts import FieldType
from handrail.conversations.models import Category, Conversation, Direction, Field, Message, Product
from handrail.core.actors import ActorKind
from handrail.insights.models import Contact
from handrail.insights.outcomes import Facts, outcome_of

_KEPT = ("day", "channel", "language", "mailbox", "product", "outcome")
_OF_ITSELF = ("pk", "place", "category", "restricted", "import_batch", "erased_at", "created_at", "channel")
_READ = (*_OF_ITSELF, "language", "mailbox_id", "fields", "first", "person_spoke", "state", "took_over")


@dataclass(frozen=True)
class Around:
    """What is the same for all conversations: where one practises, which fields hold a product, and of each
    version its product.
    """

    practised: frozenset[int]
    product_fields: tuple[str, ...]
    products: dict[str, str]


def around() -> Around:
    """As it is now; four statements. Where every mailbox is for practice, what happens there is all there
    is.
    """
    practised = Connection.objects.filter(outgoing=WayOut.PRACTICE).values_list("mailbox", flat=True)
    is_earnest = Connection.objects.sending().exclude(outgoing=WayOut.PRACTICE).exists()
    fields = Field.objects.filter(type=FieldType.PRODUCT).values_list("key", flat=True)
    rows = Product.objects.values_list("key", "above__key")
    return Around(
        frozenset(practised if is_earnest else ()), tuple(fields), {key: above or key for key, above in rows}
    )


def write_contacts(keys: Sequence[int], known: Around) -> set[date]:
    """Write what became of these conversations; returns the days on which something is different now."""
    before = {one.pk: one for one in Contact.objects.filter(pk__in=keys)}
    now = {one.pk: one for one in (_contact(row, known) for row in _rows(keys)) if one}
    changed = [one for one in now.values() if one.pk not in before or _told(one) != _told(before[one.pk])]
    gone = before.keys() - now.keys()
    Contact.objects.filter(pk__in=gone).delete()
    Contact.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["conversation"], update_fields=_KEPT
    )
    replaced = gone | ({one.pk for one in changed} & before.keys())
    return {one.day for one in changed} | {before[key].day for key in replaced}


def _told(contact: Contact) -> tuple[Any, ...]:
    return tuple(getattr(contact, "mailbox_id" if name == "mailbox" else name) for name in _KEPT)


def _rows(keys: Sequence[int]) -> QuerySet[Conversation, dict[str, Any]]:
    here = Message.objects.filter(conversation=OuterRef("pk"), direction__in=[Direction.IN, Direction.OUT])
    by_person = here.filter(entry__kind=Replied.kind, entry__actor_kind=ActorKind.AGENT)
    merged_in = Exchange.objects.filter(conversation__merged_into=OuterRef("pk"))
    told = Conversation.objects.filter(pk__in=keys).annotate(
        first=Subquery(here.order_by("pk").values("direction")[:1]),
        person_spoke=Exists(by_person),
        state=F("exchange__state"),
        took_over=Exists(merged_in),
    )
    rows: QuerySet[Conversation, dict[str, Any]] = told.values(*_READ)
    return rows


def _contact(row: dict[str, Any], known: Around) -> Contact | None:
    outcome = outcome_of(_facts(row, known))
    if outcome is None:
        return None
    return Contact(
        conversation_id=row["pk"],
        day=row["created_at"].astimezone(UTC).date(),
        channel=row["channel"],
        language=row["language"] or "",
        mailbox_id=row["mailbox_id"],
        product=_product(row["fields"], known),
        outcome=outcome,
    )


def _facts(row: dict[str, Any], known: Around) -> Facts:
    """A conversation into which one with an exchange was merged is one that a person took over."""
    taken = State.HANDED if row["took_over"] else None
    return Facts(
        place=row["place"],
        closed=row["category"] == Category.CLOSED,
        exchange=State(row["state"]) if row["state"] else taken,
        person_spoke=row["person_spoke"],
        by_customer=row["first"] == Direction.IN,
        imported=row["import_batch"] is not None,
        practised=row["mailbox_id"] in known.practised,
        restricted=row["restricted"],
        erased=row["erased_at"] is not None,
    )


def _product(fields: dict[str, Any], known: Around) -> str:
    """The first product that is known, by its own key."""
    held = (fields.get(key) for key in known.product_fields)
    return next((known.products[one] for one in held if isinstance(one, str) and one in known.products), "")
