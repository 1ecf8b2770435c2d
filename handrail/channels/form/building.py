"""Leads build forms; each change leaves an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May
from handrail.channels.form.fields import (
    MOST_FIELDS,
    ONE_OF_ITS_KIND,
    FieldType,
    FormField,
    fields_of,
    put,
    without,
)
from handrail.channels.form.languages import speaking
from handrail.channels.form.models import Form
from handrail.core.audit import audit

MOST_FORMS = 200
RESERVED = {"more", "new", "add"}


@transaction.atomic
@needs(May.SETTINGS)
def add_form(*, name: str, slug: str, mailbox: Mailbox, by: Agent) -> Form:
    """A form in the mailbox's language that asks for address, name and message. Raises ValidationError."""
    if Form.objects.count() >= MOST_FORMS:
        raise ValidationError(_("There can be at most %(count)s forms.") % {"count": MOST_FORMS})
    check_slug(slug)
    form = Form(name=name, slug=slug, mailbox=mailbox, languages=[mailbox.language or "en"])
    form.fields = [one.as_json() for one in _first_fields(form)]
    form.save()
    audit(by, "form added", form=form.pk, name=name)
    return form


def check_slug(slug: str, form: Form | None = None) -> None:
    """Raise ValidationError when another form has this address, or a page of ours."""
    others = Form.objects.exclude(pk=form.pk) if form else Form.objects.all()
    if slug in RESERVED or others.filter(slug=slug).exists():
        raise ValidationError({"slug": _("Another form has this address.")})


def _first_fields(form: Form) -> list[FormField]:
    wanted = (("email", FieldType.EMAIL), ("name", FieldType.NAME), ("message", FieldType.MESSAGE))
    return [
        FormField(key, kind, label=first_label(form, kind), required=kind != FieldType.NAME)
        for key, kind in wanted
    ]


def first_label(form: Form, kind: str) -> dict[str, str]:
    """What a new question is called in the form's languages, where we speak them."""
    found = {}
    for language in form.languages:
        with speaking(language):
            found[language] = str(FieldType(kind).label)
    return found


@transaction.atomic
@needs(May.SETTINGS)
def change_form(form: Form, *, facts: dict[str, Any], by: Agent) -> None:
    """Change everything but the questions; `facts` are fields of the model. Raises ValidationError."""
    check_slug(facts["slug"], form)
    for name, value in facts.items():
        setattr(form, name, value)
    form.save(update_fields=[*facts])
    audit(by, "form changed", form=form.pk, name=form.name)


@transaction.atomic
@needs(May.SETTINGS)
def put_question(form: Form, one: FormField, *, by: Agent) -> None:
    """Add a question, or change the one of its key. Raises ValidationError."""
    kept = Form.objects.select_for_update().get(pk=form.pk)
    fields = put(fields_of(kept.fields), one)
    if len(fields) > MOST_FIELDS:
        raise ValidationError(_("A form can have at most %(count)s questions.") % {"count": MOST_FIELDS})
    if sum(other.type == one.type for other in fields) > 1 and one.type in ONE_OF_ITS_KIND:
        raise ValidationError(_("The form asks this already."))
    _keep(kept, fields, by)


@transaction.atomic
@needs(May.SETTINGS)
def remove_question(form: Form, key: str, *, by: Agent) -> None:
    """Ask this no more; what was asked only because of it is asked always."""
    kept = Form.objects.select_for_update().get(pk=form.pk)
    _keep(kept, without(fields_of(kept.fields), key), by)


@transaction.atomic
@needs(May.SETTINGS)
def order_questions(form: Form, *, order: Sequence[str], up: str = "", down: str = "", by: Agent) -> None:
    """Put the questions in this order of keys; those not named go behind. `up`, `down` move one a step."""
    kept = Form.objects.select_for_update().get(pk=form.pk)
    fields = list(fields_of(kept.fields))
    places = {key: place for place, key in enumerate(order)}
    fields.sort(key=lambda one: places.get(one.key, len(places)))
    at = next((place for place, one in enumerate(fields) if one.key in (up, down)), None)
    if at is not None and 0 <= (to := at + (-1 if up else 1)) < len(fields):
        fields.insert(to, fields.pop(at))
    _keep(kept, fields, by)


def _keep(form: Form, fields: Sequence[FormField], by: Agent) -> None:
    form.fields = [one.as_json() for one in fields]
    form.save(update_fields=["fields"])
    audit(by, "form questions changed", form=form.pk, name=form.name, questions=[one.key for one in fields])
