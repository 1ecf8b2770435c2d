"""The form of one matter that goes to people."""

from __future__ import annotations

import uuid
from itertools import chain

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.assistant.dialogue.words_of import SHIPPED_TOPICS
from handrail.assistant.models import Topic

NAMES = {
    "billing": _("Billing"),
    "security": _("Security"),
    "legal": _("Legal matters"),
    "cancelling": _("Cancelling"),
}


class TopicForm(forms.Form):
    """A shipped matter, to which words can be added, or one of the team's own; without a key a new one."""

    slug = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    is_on = forms.BooleanField(label=_("Goes to people at once"), required=False, initial=True)
    words = forms.CharField(
        label=_("Words and phrases"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_(
            "One on each line, in any language; a word that ends with * stands for all that begin like it."
        ),
    )
    take_away = forms.BooleanField(label=_("Remove it"), required=False)

    @classmethod
    def of(cls, key: str, row: Topic | None) -> TopicForm:
        """As it stands; `row` is what was changed of a shipped one, or one of the team's."""
        words = "\n".join(chain.from_iterable(row.words.values())) if row else ""
        told = {"slug": key, "name": row.name if row else "", "is_on": row.is_on if row else True}
        form = cls(initial=told | {"words": words}, auto_id=f"id_{key or 'new'}_%s")
        if key in SHIPPED_TOPICS:
            del form.fields["name"]
        if row is None:
            del form.fields["take_away"]
        return form

    @property
    def key(self) -> str:
        """The topic's key; a new one gets its own."""
        told: str = self.cleaned_data["slug"]
        known = told in SHIPPED_TOPICS or Topic.objects.filter(key=told).exists()
        return told if told and known else uuid.uuid4().hex

    @property
    def title(self) -> str:
        """How it is called; a new one has no name yet."""
        key = str(self["slug"].value() or "")
        return str(NAMES.get(key) or self.initial.get("name") or _("A matter of your own"))
