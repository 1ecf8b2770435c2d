"""What agents do with organisations and admins with their attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from handrail.core.actors import Actor
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered
from handrail.core.verbs import verb
from handrail.customers.attributes import with_values
from handrail.customers.freemail import read_domain
from handrail.customers.models import Attribute, AttributeType, Domain, Of, Organisation
from handrail.customers.verbs.changing import log

MOST_DOMAINS = 100
MOST_ATTRIBUTES = MOST_CHOICES = 100


def create_organisation(*, name: str, by: Actor) -> Organisation:
    """Make an organisation. Raises ValidationError without a name."""
    organisation = Organisation.objects.create(name=_name(name))
    log(organisation, "created", by)
    return organisation


@verb
def change_organisation(
    organisation: Organisation,
    /,
    *,
    by: Actor,
    name: str | None = None,
    joins_by_domain: bool | None = None,
    values: Mapping[str, str] | None = None,
) -> bool:
    """Change its name, its attributes, and whether new customers of its domains join it by themselves."""
    fields = with_values(Of.ORGANISATION, organisation.fields, values or {})
    new: dict[str, Any] = {"fields": fields}
    if name is not None:
        new["name"] = _name(name)
    if joins_by_domain is not None:
        new["joins_by_domain"] = joins_by_domain
    changed = {
        key: [getattr(organisation, key), value]
        for key, value in new.items()
        if key != "fields" and getattr(organisation, key) != value
    }
    for key in sorted({*fields, *organisation.fields}):
        if fields.get(key) != organisation.fields.get(key):
            changed[key] = [organisation.fields.get(key), fields.get(key)]
    if not changed:
        return False
    for key, value in new.items():
        setattr(organisation, key, value)
    organisation.save(update_fields=list(new))
    log(organisation, "changed", by, changed=changed)
    return True


def _name(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text or len(text) > 200:
        raise ValidationError({"name": _("Write a name of at most %(most)s characters.") % {"most": 200}})
    return text


@verb
def add_domain(organisation: Organisation, /, *, name: str, by: Actor) -> Domain:
    """Let a domain name the organisation. Raises ValidationError: freemail, in use, or no domain at all."""
    domain = read_domain(name)
    if organisation.domains.count() >= MOST_DOMAINS:
        raise ValidationError(_("An organisation has at most %(most)s domains.") % {"most": MOST_DOMAINS})
    try:
        with transaction.atomic():
            made = Domain.objects.create(organisation=organisation, name=domain)
    except IntegrityError:
        raise ValidationError(_("This domain names an organisation already.")) from None
    log(organisation, "domain_added", by, domain=domain)
    return made


@verb
def remove_domain(organisation: Organisation, /, *, domain: int, by: Actor) -> bool:
    """The domain names the organisation no more; its customers stay."""
    found = organisation.domains.filter(pk=domain).first()
    if found is None:
        return False
    log(organisation, "domain_removed", by, domain=found.name)
    found.delete()
    return True


@verb
def remove_organisation(organisation: Organisation, /, *, by: Model) -> None:
    """Remove an organisation; its customers stay, without one."""
    audit(by, "organisation removed", organisation=organisation.pk, customers=organisation.customers.count())
    organisation.delete()


@transaction.atomic
def define_attribute(
    *, of: str, label: str, type: str, choices: Sequence[str] = (), by: Model, key: str = ""
) -> Attribute:
    """Give customers or organisations one more attribute; without a key one is made of its label.

    Raises ValidationError.
    """
    label, choices = label.strip(), _choices(type, choices)
    if of not in Of.values or type not in AttributeType.values or not label or len(label) > 80:
        raise ValidationError(_("Write a name of at most %(most)s characters.") % {"most": 80})
    others = Attribute.objects.filter(of=of)
    if others.count() >= MOST_ATTRIBUTES:
        raise ValidationError(_("There are at most %(most)s attributes.") % {"most": MOST_ATTRIBUTES})
    if others.filter(label__iexact=label).exists():
        raise ValidationError(_("There is an attribute of this name already."))
    made = Attribute.objects.create(
        of=of,
        key=_free_key(of, key or label),
        label=label,
        type=type,
        choices=list(choices),
        position=others.count(),
    )
    audit(by, "attribute defined", attribute=made.key, of=of, type=type)
    forget_remembered()
    return made


@transaction.atomic
def change_attribute(attribute: Attribute, *, label: str, choices: Sequence[str], by: Model) -> None:
    """Rename it, or change what can be chosen; what was chosen before stays. Raises ValidationError."""
    if not label.strip() or len(label) > 80:
        raise ValidationError(_("Write a name of at most %(most)s characters.") % {"most": 80})
    attribute.label, attribute.choices = label.strip(), list(_choices(attribute.type, choices))
    attribute.save(update_fields=["label", "choices"])
    audit(by, "attribute changed", attribute=attribute.key, of=attribute.of)
    forget_remembered()


@transaction.atomic
def remove_attribute(attribute: Attribute, *, by: Model) -> None:
    """It is no longer shown; the values stay, and come back with an attribute of the same key."""
    audit(by, "attribute removed", attribute=attribute.key, of=attribute.of)
    attribute.delete()
    forget_remembered()


def _choices(type: str, choices: Sequence[str]) -> Sequence[str]:
    if type != AttributeType.CHOICE:
        return ()
    found = list(dict.fromkeys(choice.strip()[:80] for choice in choices if choice.strip()))
    if not found or len(found) > MOST_CHOICES:
        raise ValidationError(_("Write what can be chosen, one to a line, at most 100."))
    return found


def _free_key(of: str, text: str) -> str:
    wanted = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:34] or "attribute"
    taken = {*Attribute.objects.filter(of=of, key__startswith=wanted).values_list("key", flat=True)}
    numbered = (f"{wanted}_{number}" for number in range(2, MOST_ATTRIBUTES + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)
