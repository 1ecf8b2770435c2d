"""The signatures of a mailbox in other languages, as rows of a form."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.accounts.texts_by_language import MOST_LANGUAGES
from handrail.channels.email.models import SignatureText
from handrail.channels.email.sending.outgoing import LONGEST_SIGNATURE
from handrail.core.language import LANGUAGES
from handrail.ui.words import language_choices


def _languages() -> list[tuple[str, str]]:
    return language_choices(LANGUAGES)


class VariantForm(forms.Form):
    """A signature in one language; without words it is left out."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    text = forms.CharField(
        label=_("Text in this language"),
        required=False,
        max_length=LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, str]:
        """Words want a language."""
        told = super().clean() or self.cleaned_data
        if told.get("text") and not told.get("language"):
            raise ValidationError(gettext("Choose the language of this signature."))
        return told


def variant_forms(data: QueryDict | None, mailbox: Mailbox) -> list[VariantForm]:
    """One for each signature there is, and an empty one; as many as the page has sent."""
    kept = [dict(row) for row in SignatureText.objects.filter(mailbox=mailbox).values("language", "text")]
    sent = sum(f"variant-{at}-text" in data for at in range(MOST_LANGUAGES)) if data else 0
    rows = ([*kept, {}] + [{}] * sent)[: min(sent or len(kept) + 1, MOST_LANGUAGES)]
    return [VariantForm(data, prefix=f"variant-{at}", initial=row) for at, row in enumerate(rows)]


def read_variants(rows: list[VariantForm]) -> dict[str, str] | None:
    """The signatures by language; None when something is wrong, which its row then says."""
    if not all([row.is_valid() for row in rows]):
        return None
    found: dict[str, str] = {}
    for row in rows:
        told = row.cleaned_data
        if told["text"] and told["language"] in found:
            row.add_error("language", gettext("Write one text for each language, not two."))
            return None
        if told["text"]:
            found[told["language"]] = told["text"]
    return found
