"""The form by which leads build one question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.channels.form.building import first_label
from handrail.channels.form.fields import (
    LONGEST_HINT,
    LONGEST_LABEL,
    MOST_CHOICES,
    FieldType,
    FormField,
    Option,
    When,
    fields_of,
    said,
)
from handrail.channels.form.models import Form
from handrail.channels.form.offers import INTO_FIELD, offered
from handrail.conversations.fields.choices import make_key
from handrail.conversations.fields.facts import FieldType as Kept
from handrail.conversations.queries.field_facts import offered_fields
from handrail.ui.words import languages_by_name

FIXED = (FieldType.EMAIL, FieldType.NAME, FieldType.SUBJECT, FieldType.MESSAGE)
_INTO = {
    FieldType.PRODUCT: (Kept.PRODUCT, Kept.TEXT),
    FieldType.CHOICE: (Kept.CHOICE, Kept.TREE, Kept.TEXT),
    FieldType.DATE: (Kept.DATE,),
    FieldType.TICK: (Kept.TEXT,),
    FieldType.VERSION: (Kept.TEXT,),
    FieldType.ORDER: (Kept.TEXT, Kept.NUMBER),
    FieldType.TEXT: (Kept.TEXT, Kept.NUMBER),
}
_ANY = ""
# What programs call a question of another type is that type: product, version, log.
_NAMED_BY_LABEL = (FieldType.TEXT, FieldType.CHOICE, FieldType.TICK, FieldType.DATE)


class QuestionForm(forms.Form):
    """One question: words in each language, whether it must be answered, when it is asked, where it goes."""

    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False)
    helps = forms.BooleanField(
        label=gettext_lazy("It helps"),
        required=False,
        help_text=gettext_lazy("Left empty, it is asked for once by mail, if the form does so."),
    )
    goes = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        required=False,
        help_text=gettext_lazy("Every answer is read in the message as well."),
    )
    when = forms.MultipleChoiceField(
        label=gettext_lazy("Only asked if"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With none ticked, it is always asked."),
    )

    def __init__(self, data: Any, *, form: Form, one: FormField) -> None:
        self.form, self.one = form, one
        super().__init__(data, initial=_initial(one, form))
        self._targets, self._conditions = dict(targets_of(one)), list(conditions(form, one))
        if len(self._targets) > 1:
            self.fields["goes"].choices = list(self._targets.items())  # type: ignore[attr-defined]
        else:
            del self.fields["goes"]
        if self._conditions:
            self.fields["when"].choices = self._conditions  # type: ignore[attr-defined]
        else:
            del self.fields["when"]
        for code in form.languages:
            self._add_words(code)

    def _add_words(self, code: str) -> None:
        is_first = code == self.form.languages[0]
        written = {"dir": "auto"}
        self.fields[f"label.{code}"] = forms.CharField(
            label=_("Question"),
            required=is_first,
            max_length=LONGEST_LABEL,
            widget=forms.TextInput(attrs=written),
        )
        self.fields[f"hint.{code}"] = forms.CharField(
            label=_("Hint below it"),
            required=False,
            max_length=LONGEST_HINT,
            widget=forms.TextInput(attrs=written),
        )
        if self.one.type == FieldType.CHOICE:
            self.fields[f"options.{code}"] = forms.CharField(
                label=_("Choices, one on each line"),
                required=False,
                max_length=MOST_CHOICES * LONGEST_LABEL,
                widget=forms.Textarea(attrs={"rows": 4, **written}),
            )

    def clean(self) -> dict[str, Any]:
        """Choices of its own in every language, and a condition on one other question."""
        told = super().clean() or {}
        if len({key.partition("=")[0] for key in told.get("when", ())}) > 1:
            self.add_error("when", _("Tick answers of one question only."))
        is_own = self.one.type == FieldType.CHOICE and not told.get("goes", "").startswith(
            (INTO_FIELD, "kind")
        )
        if is_own and not self.errors:
            self._check_options(told)
        return told

    def _check_options(self, told: dict[str, Any]) -> None:
        first = self.form.languages[0]
        count = len(_lines(told.get(f"options.{first}", "")))
        if not 0 < count <= MOST_CHOICES:
            says = _("Write between 1 and %(count)s choices.") % {"count": MOST_CHOICES}
            self.add_error(f"options.{first}", says)
        for code in self.form.languages[1:]:
            if len(_lines(told.get(f"options.{code}", ""))) not in (0, count):
                says = _("Write as many lines as in the first language: %(count)s.") % {"count": count}
                self.add_error(f"options.{code}", says)

    @property
    def question(self) -> FormField:
        """The question as it was built. Raises ValidationError when the key has been lost."""
        told, first = self.cleaned_data, self.form.languages[0]
        taken = {one["key"] for one in self.form.fields}
        label = _kept_words(self.one.label, told, "label", self.form)
        name = told[f"label.{first}"] if self.one.type in _NAMED_BY_LABEL else self.one.type
        key = self.one.key or make_key(name, {*taken, "once", "lang", "token", "number", "website"})
        if not key:
            raise ValidationError(_("Give it a name."))
        return FormField(
            key=key,
            type=self.one.type,
            label=label,
            hint=_kept_words(self.one.hint, told, "hint", self.form),
            required=told["required"],
            helps=told["helps"],
            goes=told.get("goes", ""),
            options=self._options(told),
            when=_when(told.get("when", [])),
        )

    def _options(self, told: dict[str, Any]) -> tuple[Option, ...]:
        """By their order; one whose words in the first language stay has its key for good."""
        first = self.form.languages[0]
        known = {one.label.get(first, ""): one.key for one in self.one.options}
        by_code = {code: _lines(told.get(f"options.{code}", "")) for code in self.form.languages}
        made: list[Option] = []
        for place, words in enumerate(by_code[first]):
            key = known.get(words) or make_key(words, {*known.values(), *(one.key for one in made)})
            made.append(Option(key, {code: some[place] for code, some in by_code.items() if some}))
        return tuple(made)

    @property
    def by_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields of words, language by language."""
        names, kinds = dict(languages_by_name(self.form.languages)), ["label", "hint"]
        kinds += ["options"] if self.one.type == FieldType.CHOICE else []
        codes = self.form.languages
        return [(code, names[code], [self[f"{kind}.{code}"] for kind in kinds]) for code in codes]


def new_question(form: Form, kind: str) -> FormField:
    """A question of this type before it is built; a product goes into a field for products."""
    is_product = kind == FieldType.PRODUCT
    fields = (INTO_FIELD + one.key for one in offered_fields() if is_product and one.type == Kept.PRODUCT)
    return FormField(key="", type=FieldType(kind), label=first_label(form, kind), goes=next(fields, ""))


def targets_of(one: FormField) -> Iterator[tuple[str, str]]:
    """Where answers of this type may go, with words for it."""
    yield "", _("Into the message only")
    if one.type == FieldType.CHOICE:
        yield "kind", _("Kind of contact: offers the team's kinds")
    if one.type in (FieldType.CHOICE, FieldType.TICK):
        yield "tag", _("A tag")
    for kept in offered_fields():
        if kept.type in _INTO.get(FieldType(one.type), ()):
            yield INTO_FIELD + kept.key, _("The field “%(name)s”") % {"name": kept.label}


def conditions(form: Form, one: FormField) -> Iterator[tuple[str, str]]:
    """What the question may hang on: any answer to another one, or one of its choices."""
    first = form.languages[0]
    for other in fields_of(form.fields):
        if other.key == one.key or other.type in (FieldType.FILES, FieldType.LOG, FieldType.MESSAGE):
            continue
        label = said(other.label, first, first)
        is_tick = other.type == FieldType.TICK
        yield (
            other.key,
            (_("“%(field)s” is ticked") if is_tick else _("“%(field)s” is filled in")) % {"field": label},
        )
        if other.type in (FieldType.CHOICE, FieldType.PRODUCT):
            for value, words in offered(other, first, first):
                yield f"{other.key}={value}", _("“%(field)s” is %(value)s") % {"field": label, "value": words}


def _initial(one: FormField, form: Form) -> dict[str, Any]:
    told: dict[str, Any] = {"required": one.required, "helps": one.helps, "goes": one.goes}
    if one.when:
        told["when"] = [f"{one.when.field}={value}" for value in one.when.values] or [one.when.field]
    for code in form.languages:
        told |= {f"label.{code}": one.label.get(code, ""), f"hint.{code}": one.hint.get(code, "")}
        told[f"options.{code}"] = "\n".join(option.label.get(code, "") for option in one.options).strip()
    return told


def _when(ticked: list[str]) -> When | None:
    """Any answer includes each of them."""
    if not ticked:
        return None
    pairs = [key.partition("=") for key in ticked]
    values = [value for _key, _equals, value in pairs]
    return When(pairs[0][0], () if _ANY in values else tuple(values))


def _kept_words(old: dict[str, str], told: dict[str, Any], kind: str, form: Form) -> dict[str, str]:
    """Words of a language that was taken off stay for its return."""
    return old | {code: told.get(f"{kind}.{code}", "") for code in form.languages}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:LONGEST_LABEL] for line in text.splitlines() if line.strip()]
