"""A form as its page draws it, in one language, with what was typed and what was wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from handrail.channels.form.fields import FieldType, FormField, fields_of, said
from handrail.channels.form.models import Form
from handrail.channels.form.offers import offered, versions_by_product
from handrail.channels.form.reading import Sent
from handrail.conversations.policies import policy_for
from handrail.helpcenter.logos import version_of
from handrail.routing.waits import waits_said

_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur"}
_COMPLETES = {FieldType.EMAIL: "email", FieldType.NAME: "name"}


@dataclass(frozen=True)
class ShownField:
    """One question as it is drawn; `condition` is told to the script, `only_if` to people without one."""

    key: str
    type: str
    label: str
    hint: str
    required: bool
    value: str
    error: str
    options: list[tuple[str, str]]
    longest: int
    completes: str
    condition: str
    only_if: str
    versions: str = ""
    product: str = ""
    wrong_file: bool = False  # of a log: its file is at fault, not what was pasted


@dataclass(frozen=True)
class ShownForm:
    """What the page needs: words in its language, the fields, what is promised."""

    form: Form
    language: str
    direction: str
    title: str
    intro: str
    button: str
    thanks: str
    fields: list[ShownField]
    languages: list[tuple[str, str]]
    errors: list[tuple[str, str, str]]
    expected: str
    policies: list[tuple[str, str, str]]
    logo: str


def shown_form(
    form: Form, language: str, sent: Sent, only: Sequence[FormField] | None = None, plan: str = ""
) -> ShownForm:
    """Draw the form in the active language's words and its own; `only` are the fields asked on this page.

    `plan` is what the address says that the visitor pays for: it chooses what is said of support, no more.
    """
    fields = fields_of(form.fields) if only is None else only
    drawn = [_shown(one, fields, form, language, sent) for one in fields]
    words = {name: said(form.texts.get(name, {}), language, form.languages[0]) for name in TEXTS}
    labels = {one.key: one.label for one in drawn}
    places = {one.key: f"{one.key}-file" if one.wrong_file else one.key for one in drawn}
    return ShownForm(
        form=form,
        language=language,
        direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        title=words["title"] or form.name,
        intro=words["intro"],
        button=words["button"] or _("Send"),
        thanks=words["thanks"],
        fields=drawn,
        languages=[(code, own_name(code)) for code in form.languages],
        errors=[(places.get(key, key), labels.get(key, ""), error) for key, error in sent.errors.items()],
        expected=waits_said(form.mailbox, "form", language),
        policies=_policies(drawn, plan, language),
        logo=version_of(form.brand),
    )


TEXTS = ("title", "intro", "button", "thanks")


def own_name(code: str) -> str:
    """A language by its own name, as whoever speaks it looks for it."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_language_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else code


def _shown(one: FormField, fields: Sequence[FormField], form: Form, language: str, sent: Sent) -> ShownField:
    first = form.languages[0]
    condition, only_if = _condition(one, fields, language, first)
    return ShownField(
        key=one.key,
        type=one.type,
        label=said(one.label, language, first) or str(FieldType(one.type).label),
        hint=said(one.hint, language, first),
        required=one.required,
        value=sent.values.get(one.key, ""),
        error=sent.errors.get(one.key, ""),
        options=offered(one, language, first),
        longest=one.longest,
        completes=_COMPLETES.get(FieldType(one.type), ""),
        condition=condition,
        only_if=only_if,
        product=next((other.key for other in fields if other.type == FieldType.PRODUCT), ""),
        wrong_file=_is_of_file(one, sent),
        versions=json.dumps(versions_by_product()) if one.type == FieldType.VERSION else "",
    )


def _is_of_file(one: FormField, sent: Sent) -> bool:
    """Whether what is wrong with a log is wrong with its file."""
    pasted = len(sent.values.get(one.key, ""))
    return one.type == FieldType.LOG and one.key in sent.files and pasted <= one.longest


def _condition(one: FormField, fields: Sequence[FormField], language: str, first: str) -> tuple[str, str]:
    named = next((other for other in fields if one.when and other.key == one.when.field), None)
    if one.when is None or named is None:
        return "", ""
    label = said(named.label, language, first)
    words = dict(offered(named, language, first))
    values = ", ".join(words.get(value, value) for value in one.when.values)
    told = (
        _("Only if “%(field)s” is: %(values)s") % {"field": label, "values": values}
        if values and named.type != FieldType.TICK
        else _("Only if you filled in “%(field)s”") % {"field": label}
    )
    return json.dumps({"field": named.key, "values": list(one.when.values)}), told


def _policies(drawn: Sequence[ShownField], plan: str, language: str) -> list[tuple[str, str, str]]:
    """What support covers: for all, then for each product that can be chosen here and has its own."""
    products = next((one.options for one in drawn if one.type == FieldType.PRODUCT), [])
    general = policy_for("", plan, language)
    own = [(key, label, policy_for(key, plan, language)) for key, label in products]
    return [one for one in [("", "", general), *(one for one in own if one[2] != general)] if one[2]]
