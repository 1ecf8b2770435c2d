"""The forms by which leads build a form: its facts, and one of its questions."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.form.models import COLOUR, Form
from handrail.channels.form.showing import TEXTS
from handrail.conversations.queries.field_facts import kind_choices
from handrail.core.language import LANGUAGES
from handrail.helpcenter.models import Site
from handrail.ui.words import language_choices, languages_by_name

MOST_LANGUAGES, MOST_ORIGINS, MOST_TAGS = 12, 20, 10
_AS_KEPT = (
    "name",
    "slug",
    "mailbox",
    "is_active",
    "brand",
    "colour",
    "asks_missing",
    "answers_first",
    "takes_programs",
    "kind",
    "languages",
)  # the fields whose values the model has as they are
_LONGEST = {"title": 120, "intro": 2000, "button": 60, "thanks": 1000}
_LABELS = {
    "title": gettext_lazy("Title"),
    "intro": gettext_lazy("Introduction"),
    "button": gettext_lazy("What its button says"),
    "thanks": gettext_lazy("What is said when it was sent"),
}


class NewForm(forms.Form):
    """Name, address and mailbox: the rest comes later."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("Your team reads it.")
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=60,
        help_text=gettext_lazy("The last part of its page's address: contact, bug-report."),
    )
    mailbox = forms.ModelChoiceField(
        label=gettext_lazy("Mailbox"),
        queryset=Mailbox.objects.none(),
        help_text=gettext_lazy("Its hours, its promise and its acknowledgement hold for what is sent."),
    )

    def __init__(self, data: Any, *, by: Agent, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["mailbox"].queryset = Mailbox.objects.visible_to(by)  # type: ignore[attr-defined]


class FactsForm(NewForm):
    """Everything about a form but its questions."""

    is_active = forms.BooleanField(
        label=gettext_lazy("People can use it"),
        required=False,
        help_text=gettext_lazy("Otherwise its page does not exist. What was sent stays."),
    )
    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand"),
        queryset=Site.objects.all(),
        required=False,
        help_text=gettext_lazy("The help center whose logo, name and colour its own page has."),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=7,
        help_text=gettext_lazy("Where no brand is chosen, or one without a colour."),
        validators=[COLOUR],
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    asks_missing = forms.BooleanField(
        label=gettext_lazy("Ask once by mail for what would help and is missing"),
        required=False,
        help_text=gettext_lazy(
            "The conversation does not wait for it. The mail takes the place of the acknowledgement."
        ),
    )
    takes_programs = forms.BooleanField(
        label=gettext_lazy("Programs and forms of other web sites may send it"),
        required=False,
        help_text=gettext_lazy(
            "For forms inside of your product. They do none of the work that keeps robots away."
        ),
    )
    answers_first = forms.BooleanField(
        label=gettext_lazy("Show the assistant's answer before it is sent"),
        required=False,
        help_text=gettext_lazy("Only where it is sure, from articles that everybody may read."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of contact"), required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Parted by commas."),
    )
    origins = forms.CharField(
        label=gettext_lazy("Web sites that may show it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One on each line, as https://www.example.com; with none, any may."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add_language = forms.ChoiceField(label=gettext_lazy("Add a language"), required=False)

    def __init__(self, data: Any, *, by: Agent, form: Form) -> None:
        super().__init__(data, by=by, initial=_facts_of(form))
        self.form = form
        self.fields["kind"].choices = [("", "–"), *((one.key, one.label) for one in kind_choices())]  # type: ignore[attr-defined]
        names = dict(languages_by_name(form.languages))
        self.fields["languages"].choices = [(code, names[code]) for code in form.languages]  # type: ignore[attr-defined]
        others = [code for code in LANGUAGES if code not in form.languages]
        self.fields["add_language"].choices = language_choices(others)  # type: ignore[attr-defined]
        for code in form.languages:
            for name in TEXTS:
                self.fields[f"{name}.{code}"] = _text_field(name)

    def clean_origins(self) -> list[str]:
        """Scheme and host of each line."""
        found = [_origin(line) for line in self.cleaned_data["origins"].split() if line]
        if len(found) > MOST_ORIGINS:
            raise ValidationError(_("At most %(count)s can be named.") % {"count": MOST_ORIGINS})
        return list(dict.fromkeys(found))

    def clean_tags(self) -> list[str]:
        """The names between the commas."""
        found = [" ".join(one.split())[:60] for one in self.cleaned_data["tags"].split(",")]
        return list(dict.fromkeys(one for one in found if one))[:MOST_TAGS]

    def clean(self) -> dict[str, Any]:
        """The languages in their order, the new one last."""
        told = super().clean() or {}
        chosen = told.get("languages") or []
        kept = [code for code in self.form.languages if code in chosen] or self.form.languages[:1]
        added = [told["add_language"]] if told.get("add_language") else []
        told["languages"] = [*kept, *added][:MOST_LANGUAGES]
        return told

    @property
    def facts(self) -> dict[str, Any]:
        """What the model keeps of it."""
        told = self.cleaned_data
        return {name: told[name] for name in (*_AS_KEPT, "tags", "origins")} | {"texts": self.texts}

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """The words by name and language; those of a language that was taken off stay for its return."""
        told = {name: dict(self.form.texts.get(name, {})) for name in TEXTS}
        for code in self.form.languages:
            for name in TEXTS:
                told[name][code] = self.cleaned_data.get(f"{name}.{code}", "")
        return told

    @property
    def by_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields of words, language by language."""
        names = dict(languages_by_name(self.form.languages))
        codes = self.form.languages
        return [(code, names[code], [self[f"{name}.{code}"] for name in TEXTS]) for code in codes]


def _facts_of(form: Form) -> dict[str, Any]:
    told = {name: getattr(form, name) for name in _AS_KEPT}
    told |= {"tags": ", ".join(form.tags), "origins": "\n".join(form.origins)}
    for name in TEXTS:
        told |= {f"{name}.{code}": text for code, text in form.texts.get(name, {}).items()}
    return told


def _text_field(name: str) -> forms.CharField:
    in_lines = name in ("intro", "thanks")
    widget = (
        forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        if in_lines
        else forms.TextInput(attrs={"dir": "auto"})
    )
    return forms.CharField(label=_LABELS[name], required=False, max_length=_LONGEST[name], widget=widget)


def _origin(line: str) -> str:
    parts = urlsplit(line if "://" in line else f"https://{line}")
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", parts.netloc):
        raise ValidationError(_("“%(line)s” is no address of a web site.") % {"line": line[:80]})
    return f"{parts.scheme}://{parts.netloc.lower()}"
