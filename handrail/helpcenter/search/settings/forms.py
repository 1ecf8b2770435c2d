"""The form of the words that mean the same: a text for each language, a group on each line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from handrail.helpcenter.models import Site, Synonyms, Vocabulary
from handrail.ui.words import languages_by_name

_LONGEST = 40_000  # characters


class SynonymsForm(forms.Form):
    """One field for each language that articles are read in, named by its code."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        kept: dict[str, list[str]] = {}
        for language, words in Synonyms.objects.values_list("language", "words"):
            kept.setdefault(language, []).append(", ".join(words))
        for code, name in languages_by_name(_languages(kept)):
            self.fields[code] = forms.CharField(
                label=name,
                required=False,
                max_length=_LONGEST,
                initial="\n".join(kept.get(code, [])),
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": code}),
            )

    def groups(self) -> dict[str, list[list[str]]]:
        """What was written, by language."""
        told: dict[str, Any] = self.cleaned_data
        return {code: [_words(line) for line in told[code].splitlines() if line.strip()] for code in told}


def _words(line: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in line.split(",") if word.strip()))


def _languages(kept: dict[str, list[str]]) -> set[str]:
    read = {code for codes in Site.objects.values_list("languages", flat=True) for code in codes}
    return read | set(kept) | set(Vocabulary.objects.values_list("language", flat=True)) or {"en"}
