"""What is suggested: an answer in an article's words where it is sure, and the articles that came nearest.

It is kept as facts (`as_facts`) and told again from them only while every article in it is what it was, and
whoever read it then reads it now (`from_facts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.assistant.answering.features import same_language
from handrail.assistant.answering.withholding import withheld
from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.models import Translation
from handrail.helpcenter.quoting import as_link
from handrail.helpcenter.readers import Reader


@dataclass(frozen=True)
class Near:
    """An article that came near; `is_theirs`: the customer may read it, so it may go into a reply."""

    translation: Translation
    is_theirs: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return self.translation.published.title if self.translation.published else ""

    @property
    def path(self) -> str:
        """Where the agent reads it."""
        return path_of(self.translation)


@dataclass(frozen=True)
class Told:
    """An answer from an article: its `words` as safe HTML, and how probably it is the right one."""

    translation: Translation
    words: str
    confidence: float

    @property
    def path(self) -> str:
        """Where the agent reads what it is taken from."""
        return path_of(self.translation)

    @property
    def html(self) -> str:
        """As the composer takes it: the words, and the link to the article they are from."""
        return self.words + as_link(self.translation)


@dataclass(frozen=True)
class Suggestion:
    """What might be answered; `language` is the customer's. What only agents read is among `near`."""

    answer: Told | None = None
    language: str = ""
    near: Sequence[Near] = ()

    def is_foreign(self, translation: Translation) -> bool:
        """Whether an article is not in the customer's language."""
        return not same_language(translation.language, self.language)

    def as_facts(self) -> dict[str, Any]:
        """What is kept of it."""
        told = self.answer
        return {
            "language": self.language,
            "answer": told and _named(told.translation) | {"words": told.words, "sure": told.confidence},
            "near": [_named(one.translation) | {"theirs": one.is_theirs} for one in self.near],
        }


def from_facts(facts: dict[str, Any], *, theirs: Reader, ours: Reader) -> Suggestion | None:
    """What was kept, where it still holds for both who read it; else None. Two statements, three at times."""
    answer, near = facts["answer"], facts["near"]
    named = [*near, answer] if answer else near
    keys = {one["translation"] for one in named}
    for_them = keys - {one["translation"] for one in near if not one["theirs"]}
    found = Translation.objects.readable_by(ours).select_related("published", "article", "site").in_bulk(keys)
    if any(one["translation"] not in found for one in named):
        return None
    if any(found[one["translation"]].published_id != one["revision"] for one in named):
        return None
    readable = Translation.objects.readable_by(theirs).filter(pk__in=keys)
    if set(readable.values_list("pk", flat=True)) != for_them:
        return None
    if answer and found[answer["translation"]].article_id in withheld():
        return None
    told = answer and Told(found[answer["translation"]], answer["words"], answer["sure"])
    return Suggestion(
        told, facts["language"], [Near(found[one["translation"]], one["theirs"]) for one in near]
    )


def _named(translation: Translation) -> dict[str, Any]:
    return {"translation": translation.pk, "revision": translation.published_id}
