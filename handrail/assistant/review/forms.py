"""The forms of the test bench."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.accounts.models import Agent
from handrail.assistant.answering.thresholds import LEAST, MOST, threshold_of
from handrail.assistant.forms import CHANNEL_LABELS
from handrail.assistant.models.bench import LONGEST_CASE
from handrail.assistant.review.drafting import Draft
from handrail.assistant.review.naming import article_named
from handrail.helpcenter.models import Article
from handrail.helpcenter.sites import the_site
from handrail.ui.words import language_choices

_LONGEST = 20_000  # characters of a field


class CaseForm(forms.Form):
    """A question, and the article that answers it; without one, none does."""

    words = forms.CharField(label=gettext_lazy("Question"), max_length=LONGEST_CASE)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("Left empty: that of the words."),
    )
    article = forms.CharField(
        label=gettext_lazy("Article that answers it"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Its address or its title. Left empty: no article answers it."),
        widget=forms.TextInput(attrs={"list": "bench-titles", "dir": "auto", "autocomplete": "off"}),
    )

    to_person = forms.BooleanField(
        label=gettext_lazy("It goes to a person, whatever articles say"), required=False
    )

    def __init__(self, data: QueryDict | None = None, *, agent: Agent) -> None:
        self._agent = agent
        super().__init__(data)
        self.fields["language"].choices = language_choices(the_site().languages)  # type: ignore[attr-defined]

    def clean_article(self) -> Article | None:
        """The article that is named."""
        name: str = self.cleaned_data["article"]
        return article_named(name, agent=self._agent) if name else None


class DraftForm(forms.Form):
    """What would be otherwise: each line of a field is one thing more."""

    channel = forms.ChoiceField(label=gettext_lazy("Where"), choices=list(CHANNEL_LABELS.items()))
    threshold = forms.IntegerField(
        label=gettext_lazy("Answer from how many percent on"),
        required=False,
        min_value=round(100 * LEAST),
        max_value=round(100 * MOST),
        help_text=gettext_lazy("Left empty, as it is now."),
    )
    synonyms = forms.CharField(
        label=gettext_lazy("Words that mean the same"),
        required=False,
        max_length=_LONGEST,
        help_text=gettext_lazy("A line for each: en: refund, money back"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    phrases = forms.CharField(
        label=gettext_lazy("Asked as"),
        required=False,
        max_length=_LONGEST,
        help_text=gettext_lazy("A line for each: the end of an address, a colon, and how people ask for it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    withheld = forms.CharField(
        label=gettext_lazy("Never answered from"),
        required=False,
        max_length=_LONGEST,
        help_text=gettext_lazy("A line for each: an article's address or title."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None, *, agent: Agent, phrases: str = "") -> None:
        self._agent = agent
        super().__init__(data, initial={"phrases": phrases})

    def clean_synonyms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Groups with their language."""
        return tuple(
            (language, tuple(word.strip() for word in words.split(",") if word.strip()))
            for language, words in _pairs(self.cleaned_data["synonyms"])
        )

    def clean_phrases(self) -> tuple[tuple[int, str], ...]:
        """Articles' keys with words."""
        pairs = _pairs(self.cleaned_data["phrases"])
        return tuple((article_named(name, agent=self._agent).pk, words) for name, words in pairs)

    def clean_withheld(self) -> tuple[int, ...]:
        """Articles' keys."""
        names = self.cleaned_data["withheld"].splitlines()
        return tuple(article_named(name, agent=self._agent).pk for name in names if name.strip())

    def draft(self) -> Draft:
        """What was written, beside what is in use now."""
        told = self.cleaned_data
        now, wanted = threshold_of(told["channel"]), told["threshold"]
        then = now if wanted is None else wanted / 100
        return Draft(told["channel"], then, now, told["synonyms"], told["phrases"], told["withheld"])


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, words = line.rpartition(": ") if "://" in line else line.partition(":")
        if not (name.strip() and colon and words.strip()):
            raise ValidationError(_("“%(line)s” needs a colon in its middle.") % {"line": line[:80]})
        yield name.strip(), " ".join(words.split())
