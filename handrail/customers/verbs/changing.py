"""What agents change about a customer; each change leaves one line in the customer's log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.core.actors import Actor
from handrail.core.verbs import verb
from handrail.core.zones import check_zone
from handrail.customers.attributes import with_values
from handrail.customers.models import (
    Address,
    AddressKind,
    Change,
    Customer,
    Identity,
    Note,
    Of,
    Organisation,
)
from handrail.customers.verbs.knowing import normalise_address

LONGEST_NOTE = 10_000
MOST_ADDRESSES = MOST_IDENTITIES = 50
PLAIN = ("name", "language", "time_zone")


def log(about: Customer | Organisation, action: str, by: Actor, **data: Any) -> None:
    """Write one line into the log of a customer or an organisation, inside the verb that changed it."""
    who = {"customer": about} if isinstance(about, Customer) else {"organisation": about}
    Change.objects.create(**who, action=action, data=data, agent=by.agent_id, by=by.label[:200])


@verb
def change_customer(
    customer: Customer,
    /,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    values: Mapping[str, str] | None = None,
    **facts: str,
) -> bool:
    """Change what is known: `facts` out of name, language, time_zone; attributes by keys in `values`.

    The organisation changes only when `organisation` is given (see `leave_organisation`). Values are texts
    as people write them. Raises ValidationError and changes nothing; False when all was so before.
    """
    _check_facts(facts)
    fields = with_values(Of.CUSTOMER, customer.fields, values or {})
    new = {name: facts[name].replace("\x00", "").strip() for name in PLAIN if name in facts}
    changed = {name: [getattr(customer, name), value] for name, value in new.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if organisation is not None and organisation.pk != customer.organisation_id:
        changed["organisation"] = [str(customer.organisation or ""), organisation.name]
        customer.organisation = organisation
    for key in sorted({*fields, *customer.fields}):
        if fields.get(key) != customer.fields.get(key):
            changed[key] = [customer.fields.get(key), fields.get(key)]
    if not changed:
        return False
    for name in new:
        setattr(customer, name, new[name])
    customer.fields = fields
    customer.save(update_fields=[*PLAIN, "organisation", "fields"])
    log(customer, "changed", by, changed=changed)
    return True


def _check_facts(facts: Mapping[str, str]) -> None:
    if len(facts.get("name", "")) > 200:
        raise ValidationError({"name": _("Write at most %(most)s characters.") % {"most": 200}})
    if len(facts.get("language", "")) > 10:
        raise ValidationError({"language": _("There is no such language.")})
    if zone := facts.get("time_zone", ""):
        try:
            check_zone(zone)
        except ValidationError as problem:
            raise ValidationError({"time_zone": problem.messages}) from None


@verb
def leave_organisation(customer: Customer, /, *, by: Actor) -> bool:
    """Take the customer out of their organisation."""
    if customer.organisation is None:
        return False
    left = customer.organisation.name
    customer.organisation = None
    customer.save(update_fields=["organisation"])
    log(customer, "changed", by, changed={"organisation": [left, ""]})
    return True


@verb
def add_address(customer: Customer, /, *, value: str, by: Actor, kind: str = AddressKind.EMAIL) -> Address:
    """Add one way to reach the customer, not verified yet. Raises ValidationError, also for one in use."""
    value = value.replace("\x00", "").strip()
    if kind == AddressKind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise ValidationError(_("“%(text)s” is not an e-mail address.") % {"text": value[:80]}) from None
    if kind not in AddressKind.values or not value or len(value) > 320:
        raise ValidationError(_("Write an address of at most %(most)s characters.") % {"most": 320})
    if customer.addresses.count() >= MOST_ADDRESSES:
        raise ValidationError(_("A customer has at most %(most)s addresses.") % {"most": MOST_ADDRESSES})
    try:
        with transaction.atomic():
            made = Address.objects.create(
                customer=customer, kind=kind, value=value, normalised=normalise_address(value)
            )
    except IntegrityError:
        raise ValidationError(_("A customer with this address is known already.")) from None
    log(customer, "address_added", by, address=value)
    if not customer.name:
        customer.name = value[:200]  # as `find_or_create` does, until a name is known
        customer.save(update_fields=["name"])
    return made


@verb
def remove_address(customer: Customer, /, *, address: int, by: Actor) -> bool:
    """Forget an address: mail from it makes a new customer."""
    found = customer.addresses.filter(pk=address).first()
    if found is None:
        return False
    log(customer, "address_removed", by, address=found.value)
    found.delete()
    return True


@verb
def add_identity(customer: Customer, /, *, kind: str, external_id: str, by: Actor) -> Identity:
    """Note how another program knows the customer. Raises ValidationError, also for an id in use."""
    kind, external_id = (text.replace("\x00", "").strip() for text in (kind, external_id))
    if not kind or not external_id or len(kind) > 40 or len(external_id) > 200:
        raise ValidationError(_("Write the program or kind of account, and the id there."))
    if customer.identities.count() >= MOST_IDENTITIES:
        raise ValidationError(_("A customer has at most %(most)s identities.") % {"most": MOST_IDENTITIES})
    try:
        with transaction.atomic():
            made = Identity.objects.create(customer=customer, kind=kind, external_id=external_id)
    except IntegrityError:
        raise ValidationError(_("Another customer has this identity.")) from None
    log(customer, "identity_added", by, identity=str(made))
    return made


@verb
def remove_identity(customer: Customer, /, *, identity: int, by: Actor) -> bool:
    """Take an identity off."""
    found = customer.identities.filter(pk=identity).first()
    if found is None:
        return False
    log(customer, "identity_removed", by, identity=str(found))
    found.delete()
    return True


@verb
def write_note(about: Customer | Organisation, /, *, text: str, by: Actor) -> Note:
    """Keep words about a customer or an organisation for the team. Raises ValidationError."""
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_NOTE:
        raise ValidationError(_("Write a note of at most %(most)s characters.") % {"most": LONGEST_NOTE})
    who = {"customer": about} if isinstance(about, Customer) else {"organisation": about}
    return Note.objects.create(**who, text=text, agent=by.agent_id, by=by.label[:200])


@verb
def remove_note(about: Customer | Organisation, /, *, note: int, by: Actor, any_author: bool) -> bool:
    """Remove one's own note, or with `any_author` anybody's; the log keeps that it was, not its words."""
    notes: Any = about.notes
    found = notes.filter(pk=note).first()
    if found is None or not (any_author or found.agent == by.agent_id):
        return False
    found.delete()
    log(about, "note_removed", by, author=found.by)
    return True


def verify_address(value: str, *, how: str, at: datetime | None = None) -> bool:
    """Note that whoever writes from this address owns it; `how`: dmarc, token, product. Once is enough."""
    found = Address.objects.filter(
        kind=AddressKind.EMAIL, normalised=normalise_address(value), verified_at=None
    ).first()
    if found is None:
        return False
    found.verified_at = at or timezone.now()
    found.save(update_fields=["verified_at"])
    Change.objects.create(
        customer_id=found.customer_id, action="address_verified", data={"address": found.value, "how": how}
    )
    return True
