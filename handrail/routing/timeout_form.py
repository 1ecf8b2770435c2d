"""The form of a mailbox's time-out: after how many days, and the texts by language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.core.language import LANGUAGES
from handrail.routing.models import TimeOut, TimeOutText
from handrail.routing.models.timeout import LONGEST_TEXT, MOST_DAYS
from handrail.ui.words import language_choices, language_name

MOST_LANGUAGES = 20


def first_words(language: str) -> dict[str, str]:
    """What the mails say until somebody writes their own; empty where we have no words."""
    if language not in dict(settings.LANGUAGES):
        return {}
    with translation.override(language):
        return {
            "subject": gettext("Do you still need us? [#{number}]"),
            "nudge": gettext(
                "We have answered your question and have not heard from you since.\n\n"
                "If it is solved, you need do nothing: we close it on {date}. If not, answer this mail.\n\n"
                "{mailbox}"
            ),
            "closing": gettext(
                "We have closed your question, as we have not heard from you.\n\n"
                "If you need us again, answer this mail and it is open again.\n\n{mailbox}"
            ),
        }


def _languages() -> list[tuple[str, str]]:
    return language_choices(LANGUAGES)


class TimeOutTextForm(forms.Form):
    """The two mails in one language; without a language they are left out."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=120, required=False)
    nudge = forms.CharField(
        label=_("Reminder"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("{date} is when it will be closed, {number} its number, {mailbox} the mailbox's name."),
    )
    closing = forms.CharField(
        label=_("When it is closed"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    remove = forms.BooleanField(label=_("Remove this language"), required=False)

    @property
    def is_used(self) -> bool:
        """Whether it holds texts that are to be kept."""
        return bool(self.cleaned_data.get("language")) and not self.cleaned_data.get("remove")

    def clean(self) -> dict[str, Any]:
        """Where nothing is written, our own words; where we have none, a text is needed."""
        told = super().clean() or self.cleaned_data
        if not told.get("language") or told.get("remove"):
            return told
        own = first_words(told["language"])
        for name in ("subject", "nudge", "closing"):
            told[name] = told.get(name) or own.get(name, "")
            if not told.get(name) and name not in self.errors:
                self.add_error(name, gettext("Write a text: we have none of our own in this language."))
        if "{date}" not in (told.get("nudge") or "{date}"):
            self.add_error(
                "nudge", gettext("Say when it will be closed: write {date} where the day belongs.")
            )
        return told


class TimeOutForm(forms.Form):
    """Whether, when, and in which words."""

    is_on = forms.BooleanField(
        label=_("Remind customers who do not answer, and close in the end"), required=False
    )
    nudge_after = forms.IntegerField(
        label=_("Remind after so many days"), min_value=1, max_value=MOST_DAYS, initial=7
    )
    close_after = forms.IntegerField(
        label=_("Close so many days after that"), min_value=1, max_value=MOST_DAYS, initial=7
    )

    def __init__(self, data: Any, *, mailbox: Mailbox, kept: TimeOut | None) -> None:
        initial: dict[str, object] = {"is_on": kept is not None}
        if kept is not None:
            initial |= {"nudge_after": kept.nudge_after, "close_after": kept.close_after}
        super().__init__(data, initial=initial)
        self._mailbox = mailbox
        self.texts = list(_texts(data, mailbox))

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
    def kept_texts(self) -> list[TimeOutText]:
        """The texts that were written."""
        names = ("language", "subject", "nudge", "closing")
        return [
            TimeOutText(**{name: text.cleaned_data[name] for name in names})
            for text in self.texts
            if text.is_used
        ]


def _texts(data: Any, mailbox: Mailbox) -> Iterator[TimeOutTextForm]:
    """The texts that are kept, or our own words; then an empty one."""
    kept = [forms.model_to_dict(text) for text in TimeOutText.objects.filter(mailbox=mailbox)]
    initial: list[dict[str, Any]] = kept or [{"language": mailbox.language, **first_words(mailbox.language)}]
    if kept:
        initial.append({})
    count = len(initial)
    if data is not None:
        count = sum(f"text-{at}-language" in data for at in range(MOST_LANGUAGES + 1))
    for at in range(count):
        yield TimeOutTextForm(data, prefix=f"text-{at}", initial=initial[at] if at < len(initial) else {})
