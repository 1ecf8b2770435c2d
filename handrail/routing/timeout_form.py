"""The form of a mailbox's time-out: after how many days, and the texts by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.accounts.texts_by_language import LanguageText, TextsByLanguage, own_words
from handrail.routing.models import TimeOut, TimeOutText
from handrail.routing.models.timeout import LONGEST_TEXT, MOST_DAYS


def _own() -> dict[str, str]:
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


class TimeOutTextForm(LanguageText):
    """The two mails in one language."""

    needed = ("subject", "nudge", "closing")
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

    @staticmethod
    def first_words(language: str) -> dict[str, str]:
        """What the mails say until somebody writes their own."""
        return own_words(language, _own)

    def fill(self, told: dict[str, Any], own: Mapping[str, str]) -> None:
        """Put our own words where nothing was written; the reminder says when it will be closed."""
        super().fill(told, own)
        if "{date}" not in (told.get("nudge") or "{date}"):
            self.add_error(
                "nudge", gettext("Say when it will be closed: write {date} where the day belongs.")
            )


class TimeOutForm(TextsByLanguage):
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
        texts = [forms.model_to_dict(text) for text in TimeOutText.objects.filter(mailbox=mailbox)]
        super().__init__(data, of=TimeOutTextForm, kept=texts, language=mailbox.language, initial=initial)

    @property
    def kept_texts(self) -> list[TimeOutText]:
        """The texts that were written."""
        return [TimeOutText(**one) for one in self.written("subject", "nudge", "closing")]
