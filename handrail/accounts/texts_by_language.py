"""Forms of what is sent in the customer's language: a text for each language, one of them the mailbox's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.core.language import LANGUAGES
from handrail.ui.words import language_choices, language_name

MOST_LANGUAGES = 20


def own_words(language: str, words: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `words` say in a language; empty where we have none.

    What nobody has translated is no words of ours: no mail begins in English among words of its language.
    """
    if language not in dict(settings.LANGUAGES):
        return {}
    with translation.override("en"):
        english = set(words().values())
    with translation.override(language):
        own = words()
    return own if language == "en" or english.isdisjoint(own.values()) else {}


def _languages() -> list[tuple[str, str]]:
    return language_choices(LANGUAGES)


class LanguageText(forms.Form):
    """A text in one language; without a language it is left out. Those who inherit add its fields.

    `needed` are the fields without which nothing can be sent; where they are empty `first_words` are taken.
    """

    needed: ClassVar[tuple[str, ...]] = ()
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    remove = forms.BooleanField(label=_("Remove this language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"] = self.fields.pop("remove")  # the last one

    @staticmethod
    def first_words(language: str) -> dict[str, str]:
        """What is said until somebody writes their own; empty where we have no words."""
        raise NotImplementedError

    @property
    def is_used(self) -> bool:
        """Whether it holds texts that are to be kept."""
        return bool(self.cleaned_data.get("language")) and not self.cleaned_data.get("remove")

    def clean(self) -> dict[str, Any]:
        """Where nothing is written, our own words; where we have none, a text is needed."""
        told = super().clean() or self.cleaned_data
        if not told.get("language") or told.get("remove"):
            return told
        self.fill(told, self.first_words(told["language"]))
        for name in self.needed:
            if not told.get(name) and name not in self.errors:
                self.add_error(name, gettext("Write a text: we have none of our own in this language."))
        return told

    def fill(self, told: dict[str, Any], own: Mapping[str, str]) -> None:
        """Put our own words where nothing was written."""
        for name in self.needed:
            told[name] = told.get(name) or own.get(name, "")


class TextsByLanguage(forms.Form):
    """A switch `is_on`, which those who inherit name, and the texts."""

    is_on = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any,
        *,
        of: type[LanguageText],
        kept: Sequence[Mapping[str, Any]],
        language: str,
        initial: Mapping[str, Any],
    ) -> None:
        """`kept` are the texts there are, `language` is the one that must be among them."""
        super().__init__(data, initial=dict(initial))
        self._language = language
        begun = [*kept, {}] if kept else [{"language": language, **of.first_words(language)}]
        sent = range(MOST_LANGUAGES + 1)
        count = len(begun) if data is None else sum(f"text-{at}-language" in data for at in sent)
        begun += [{}] * (count - len(begun))
        self.texts = [of(data, prefix=f"text-{at}", initial=begun[at]) for at in range(count)]

    def is_valid(self) -> bool:
        """Whether all of it is; every text is looked at, so that all mistakes are said at once."""
        return all([text.is_valid() for text in self.texts] + [super().is_valid()])

    def clean(self) -> dict[str, Any]:
        """One text for each language; one in the mailbox's own, for all whose language is not known."""
        told = super().clean() or self.cleaned_data
        spoken = [text.cleaned_data["language"] for text in self.texts if text.is_valid() and text.is_used]
        if len(set(spoken)) < len(spoken):
            raise ValidationError(gettext("Write one text for each language, not two."))
        if told.get("is_on") and self._language not in spoken:
            sentence = gettext(
                "Write a text in the mailbox's language (%(language)s): it goes to all whose language "
                "is not known."
            )
            raise ValidationError(sentence % {"language": language_name(self._language)})
        return told

    def written(self, *names: str) -> list[dict[str, str]]:
        """These fields of the texts that are to be kept, and their language."""
        return [
            {name: text.cleaned_data[name] for name in ("language", *names)}
            for text in self.texts
            if text.is_used
        ]
