"""Forms for the mails that a mailbox sends: what stands below replies, and what tells that a mail arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AcknowledgementText, History
from handrail.channels.email.sending.outgoing import LONGEST_SIGNATURE, LONGEST_TEXT
from handrail.core.language import LANGUAGES
from handrail.core.requests import whole_number
from handrail.ui.words import language_choices, language_name

MOST_LANGUAGES = 20


def first_words(language: str) -> dict[str, str]:
    """What an acknowledgement says until somebody writes their own; empty where we have no words.

    What nobody has translated is no words of ours: no mail begins in English among words of its language.
    """
    if language not in dict(settings.LANGUAGES):
        return {}
    own, english = _first_words(language), set(_first_words("en").values())
    return own if language == "en" or english.isdisjoint(own.values()) else {}


def _first_words(language: str) -> dict[str, str]:
    with translation.override(language):
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


def _languages() -> list[tuple[str, str]]:
    return language_choices(LANGUAGES)


class TextForm(forms.Form):
    """An acknowledgement in one language; without a language it is left out."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
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
    remove = forms.BooleanField(label=_("Remove this language"), required=False)

    @property
    def is_used(self) -> bool:
        """Whether it holds a text that is to be kept."""
        return bool(self.cleaned_data.get("language")) and not self.cleaned_data.get("remove")

    def clean(self) -> dict[str, Any]:
        """Where nothing is written, our own words; where we have none, a text is needed."""
        told = super().clean() or self.cleaned_data
        if not told.get("language") or told.get("remove"):
            return told
        own = first_words(told["language"])
        if not told.get("within"):
            told["within"], told["outside"] = (
                own.get("within", ""),
                told.get("outside") or own.get("outside", ""),
            )
        told["subject"] = told.get("subject") or own.get("subject", "")
        for name in ("subject", "within"):
            if not told[name] and name not in self.errors:
                self.add_error(name, gettext("Write a text: we have none of our own in this language."))
        return told


class AcknowledgementForm(forms.Form):
    """Whether arrivals are told, and the texts."""

    is_on = forms.BooleanField(
        label=_("Tell customers by mail that their first message has arrived"), required=False
    )
    count = forms.IntegerField(min_value=1, max_value=MOST_LANGUAGES + 1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, mailbox: Mailbox, is_on: bool) -> None:
        kept = list(AcknowledgementText.objects.filter(mailbox=mailbox))
        super().__init__(data, initial={"is_on": is_on, "count": max(len(kept), 1) + bool(kept)})
        self._mailbox = mailbox
        initial = [forms.model_to_dict(text) for text in kept]
        initial = initial or [{"language": mailbox.language, **first_words(mailbox.language)}]
        count = _count(data) or len(initial) + bool(kept)
        self.texts = [
            TextForm(data, prefix=f"text-{at}", initial=initial[at] if at < len(initial) else {})
            for at in range(count)
        ]

    def is_valid(self) -> bool:
        """Whether all of it is; every text is looked at, so that all mistakes are said at once."""
        return all([text.is_valid() for text in self.texts] + [super().is_valid()])

    def clean(self) -> dict[str, Any]:
        """One text for each language; one in the mailbox's own, for all whose language is not known."""
        told = super().clean() or self.cleaned_data
        spoken = [text.cleaned_data["language"] for text in self.texts if text.is_valid() and text.is_used]
        if len(set(spoken)) < len(spoken):
            raise ValidationError(gettext("Write one text for each language, not two."))
        if told.get("is_on") and self._mailbox.language not in spoken:
            sentence = gettext(
                "Write a text in the mailbox's language (%(language)s): it goes to all whose language "
                "is not known."
            )
            raise ValidationError(sentence % {"language": language_name(self._mailbox.language)})
        return told

    @property
    def kept_texts(self) -> list[AcknowledgementText]:
        """The texts that were written."""
        names = ("language", "subject", "within", "outside")
        return [
            AcknowledgementText(**{name: text.cleaned_data[name] for name in names})
            for text in self.texts
            if text.is_used
        ]


def _count(data: Any) -> int:
    """How many texts the page has sent; 0 when it says nothing sensible."""
    told = whole_number(data.get("count", ""), digits=3) if data is not None else None
    return min(told or 0, MOST_LANGUAGES + 1)
