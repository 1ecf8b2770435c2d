"""Forms for the mails that a mailbox sends: what stands below replies, and what tells that a mail arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.accounts.texts_by_language import LanguageText, TextsByLanguage, own_words
from handrail.channels.email.models import AcknowledgementText, History
from handrail.channels.email.sending.outgoing import LONGEST_SIGNATURE, LONGEST_TEXT


class SignatureForm(forms.Form):
    """What stands below every reply of a mailbox."""

    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "**bold**, *italic*, [a link](https://example.org). "
            "{agent} is whoever writes, {mailbox} the mailbox's name."
        ),
    )
    history = forms.ChoiceField(
        label=_("Quoted below the signature"),
        choices=History.choices,
        required=False,
        help_text=_(
            "What customers and agents wrote before, as far as all who get the reply have it already. "
            "Notes are never quoted."
        ),
    )


def _own() -> dict[str, str]:
    return {
        "subject": gettext("We have received your message [#{number}]"),
        "within": gettext(
            "Your message has arrived, and we will answer as soon as we can.\n\n"
            "Its number is #{number}. To add something, answer this mail.\n\n{mailbox}"
        ),
        "outside": gettext(
            "Your message has arrived outside our hours. We are back on {back} and will answer then.\n\n"
            "Its number is #{number}. To add something, answer this mail.\n\n{mailbox}"
        ),
    }


class TextForm(LanguageText):
    """An acknowledgement in one language."""

    needed = ("subject", "within")
    subject = forms.CharField(label=_("Subject"), max_length=120, required=False)
    within = forms.CharField(
        label=_("During hours"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "{number} is the conversation's number, {mailbox} the mailbox's name, {wait} how long a first "
            "answer takes of late, or that we do not know yet."
        ),
    )
    outside = forms.CharField(
        label=_("Outside hours"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("{back} is when people are back. Empty: the same as during hours."),
    )

    @staticmethod
    def first_words(language: str) -> dict[str, str]:
        """What an acknowledgement says until somebody writes their own."""
        return own_words(language, _own)

    def fill(self, told: dict[str, Any], own: Mapping[str, str]) -> None:
        """Put our own words where nothing was written; those for outside hours only with those for within."""
        if not told.get("within"):
            told["outside"] = told.get("outside") or own.get("outside", "")
        super().fill(told, own)


class AcknowledgementForm(TextsByLanguage):
    """Whether arrivals are told, and the texts."""

    is_on = forms.BooleanField(
        label=_("Tell customers by mail that their first message has arrived"), required=False
    )

    def __init__(self, data: Any, *, mailbox: Mailbox, is_on: bool) -> None:
        kept = [forms.model_to_dict(text) for text in AcknowledgementText.objects.filter(mailbox=mailbox)]
        initial = {"is_on": is_on}
        super().__init__(data, of=TextForm, kept=kept, language=mailbox.language, initial=initial)

    @property
    def kept_texts(self) -> list[AcknowledgementText]:
        """The texts that were written."""
        return [AcknowledgementText(**one) for one in self.written("subject", "within", "outside")]
