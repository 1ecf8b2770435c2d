"""The form of one matter that goes to people, and the one with which a sentence is tried."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import islice

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handrail.assistant.dialogue.hearing import hear
from handrail.assistant.dialogue.meant import why_for_people
from handrail.assistant.dialogue.switching import topics
from handrail.assistant.dialogue.words_of import LONGEST_TEXT, SHIPPED_TOPICS, vocabularies
from handrail.assistant.models import Because, Topic
from handrail.ui.words import language_name

NAMES = {
    "billing": _("Billing"),
    "security": _("Security"),
    "legal": _("Legal matters"),
    "cancelling": _("Cancelling"),
}
_SHOWN = 12  # of the words that are shipped


class TopicForm(forms.Form):
    """A shipped matter, to which words can be added, or one of the team's own; without a key a new one.

    Its words stand in one box for each language, and one for all of them.
    """

    slug = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    is_on = forms.BooleanField(label=_("Goes to people at once"), required=False, initial=True)
    take_away = forms.BooleanField(label=_("Remove it"), required=False)

    def __init__(self, data: QueryDict | None = None, *, key: str = "", row: Topic | None = None) -> None:
        told = {"slug": key, "name": row.name if row else "", "is_on": row.is_on if row else True}
        kept = row.words if row else {}
        initial = told | {f"words_{code}": "\n".join(words) for code, words in kept.items()}
        super().__init__(data, initial=initial, auto_id=f"id_{key or 'new'}_%s")
        self._languages = _languages(kept)
        for code in self._languages:
            self.fields[f"words_{code}"] = _words(key, code)
        self.order_fields(["slug", "name", "is_on", *(f"words_{code}" for code in self._languages)])
        if key in SHIPPED_TOPICS:
            del self.fields["name"]
        if row is None and data is None:
            del self.fields["take_away"]

    @property
    def key(self) -> str:
        """The topic's key; a new one gets its own."""
        told: str = self.cleaned_data["slug"]
        known = told in SHIPPED_TOPICS or Topic.objects.filter(key=told).exists()
        return told if told and known else uuid.uuid4().hex

    @property
    def slug_now(self) -> str:
        """The key as the form has it, empty for a new one."""
        return str(self["slug"].value() or "")

    @property
    def words(self) -> dict[str, list[str]]:
        """What was written, by language; "" is any."""
        told = {code: self.cleaned_data.get(f"words_{code}") or "" for code in self._languages}
        return {code: text.splitlines() for code, text in told.items()}

    @property
    def title(self) -> str:
        """How it is called; a new one has no name yet."""
        return str(NAMES.get(self.slug_now) or self.initial.get("name") or _("A matter of your own"))


def _languages(kept: dict[str, list[str]]) -> list[str]:
    """Any, those that Handrail speaks, and those in which there are words."""
    return list(dict.fromkeys(["", *(code for code, _name in settings.LANGUAGES), *kept]))


def _words(key: str, code: str) -> forms.CharField:
    known = vocabularies().get(code.partition("-")[0])
    shipped = [" ".join(one.words) for one in islice(known.of(key), _SHOWN)] if known and key else []
    about = _("One on each line; a word that ends with * stands for all that begin like it.")
    if shipped:
        about = format_lazy("{} {} {}, …", about, _("Known without you:"), ", ".join(shipped))
    return forms.CharField(
        label=language_name(code) if code else _("In any language"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", **({"lang": code} if code else {})}),
        help_text=about,
    )


class SentenceForm(forms.Form):
    """A sentence as a customer would write it: would it go to a person at once?"""

    sentence = forms.CharField(label=_("What a customer writes"), max_length=LONGEST_TEXT)

    def verdict(self) -> tuple[str, str]:
        """Why it would go to people (a `Because`), and in words; empty for what is looked up."""
        text, language = self.cleaned_data["sentence"], get_language() or "en"
        why = why_for_people(text, language=language)
        if why == Because.TOPIC:
            topic = hear(text, topics(), language=language).topic
            row = Topic.objects.filter(key=topic).first()
            return str(why), TopicForm(key=topic, row=row).title
        return (str(why), str(why.label)) if why else ("", "")


def forms_of(rows: Sequence[Topic]) -> list[TopicForm]:
    """One for each matter: those that are shipped, then the team's own."""
    kept = {row.key: row for row in rows}
    keys = [*SHIPPED_TOPICS, *(key for key in kept if key not in SHIPPED_TOPICS)]
    return [TopicForm(key=key, row=kept.get(key)) for key in keys]
