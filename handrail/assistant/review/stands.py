"""What holds for a question now because of what leads did, with the way to it and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.assistant.matters import address_of, matter_in, matters
from handrail.assistant.models import Blocked, Case, Phrased, Turn, Withheld
from handrail.assistant.models.bench import LONGEST_CASE
from handrail.assistant.review.blocking import unblock
from handrail.assistant.review.correcting import drop_case, take_phrase_back, withhold
from handrail.assistant.review.naming import called
from handrail.core.requests import whole_number
from handrail.helpcenter.models import Synonyms

if TYPE_CHECKING:
    from handrail.assistant.review.ways import Asked

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Stand:
    """One thing that holds. `quote` are words it is about, `named` what it leads to, at `address`.

    `article` is named instead where its title is to be shown; `key` goes with `back`, a name that
    `taken_back` knows, "" where it is taken back at its address.
    """

    kind: str
    says: str
    address: str
    named: str = ""
    article: int | None = None
    quote: str = ""
    back: str = ""
    key: int = 0


def stands_for(
    asked: Asked, articles: Collection[int], agent: Agent, turn: Turn | None = None
) -> list[Stand]:
    """What stands now for a question, near which these articles come; seven statements at most."""
    words = " ".join(asked.words.split())[:LONGEST_CASE]
    blocked = Blocked.objects.visible_to(agent).filter(words=words)
    withheld = Withheld.objects.filter(article__in=articles).values_list("pk", flat=True)
    cases = Case.objects.visible_to(agent).filter(words=words, language=asked.language[:10]) if turn else ()
    found = [
        *map(_of_blocked, blocked),
        *map(_of_withheld, withheld),
        *_phrases(turn),
        *_synonyms(asked),
        *map(_of_case, cases),
        *_matter(turn.question if turn else asked.words, asked.language),
    ]
    titles = called({one.article for one in found if one.article}, agent)
    return [_titled(one, titles[one.article].title if one.article in titles else "…") for one in found]


def _titled(one: Stand, title: str) -> Stand:
    return one if one.article is None else Stand(**vars(one) | {"named": title})


def _of_blocked(one: Blocked) -> Stand:
    there = reverse("article", args=[one.article_id])
    return Stand(
        "block", _("Not for such questions"), there, article=one.article_id, back="unblock", key=one.pk
    )


def _of_withheld(article: int) -> Stand:
    there = reverse("article", args=[article])
    return Stand("withhold", _("Never answered from"), there, article=article, back="allow", key=article)


def _phrases(turn: Turn | None) -> list[Stand]:
    kept = Phrased.objects.filter(turn=turn).select_related("phrase__translation") if turn else ()
    return [
        Stand(
            "phrase",
            _("Asked as"),
            reverse("edit_article", args=[of.article_id, of.language]) + "#asked-as",
            article=of.article_id,
            quote=one.phrase.words,
            back="unphrase",
            key=one.pk,
        )
        for one in kept
        for of in [one.phrase.translation]
    ]


def _synonyms(asked: Asked) -> list[Stand]:
    """The groups in which a word of the question stands."""
    said, there = _plain(asked.words), reverse("synonyms")
    groups = Synonyms.objects.filter(language=asked.language or "en").values_list("words", flat=True)
    met = [group for group in groups if any(_plain(word) in said for word in group)]
    return [Stand("synonyms", _("Words that mean the same"), there, named=", ".join(group)) for group in met]


def _plain(words: str) -> str:
    return f" {' '.join(_WORD.findall(words.casefold()))} "


def _of_case(one: Case) -> Stand:
    expected = _("To a person") if one.to_person else _("No answer")
    there = reverse("bench_case", args=[one.pk])
    says = _("The test bench expects")
    return Stand("case", says, there, expected, one.expected_id, back="uncase", key=one.pk)


def _matter(question: str, language: str) -> list[Stand]:
    topic = matter_in(question, language=language or "en")
    if not topic:
        return []
    name = dict(matters()).get(topic, topic)
    return [Stand("topic", _("Such words go to people at once"), address_of(topic), name)]


def _unblock(key: int, agent: Agent) -> None:
    for kept in Blocked.objects.visible_to(agent).filter(pk=key):
        unblock(kept, by=agent)


def _allow(key: int, agent: Agent) -> None:
    for kept in Withheld.objects.filter(pk=key).select_related("article"):
        withhold(kept.article, is_withheld=False, by=agent)


def _unphrase(key: int, agent: Agent) -> None:
    for kept in Phrased.objects.filter(pk=key).select_related("phrase__translation"):
        take_phrase_back(kept.phrase, by=agent)


def _uncase(key: int, agent: Agent) -> None:
    for case in Case.objects.visible_to(agent).filter(pk=key):
        drop_case(case, by=agent)


_BACK: dict[str, Callable[[int, Agent], None]] = {
    "unblock": _unblock,
    "allow": _allow,
    "unphrase": _unphrase,
    "uncase": _uncase,
}


def taken_back(told: QueryDict, agent: Agent) -> bool:
    """Take back what a form says (`back`, `key`), twice is as good as once; False where it says nothing."""
    back, key = _BACK.get(told.get("back", "")), whole_number(told.get("key", ""))
    if back is None or not key:
        return False
    back(key, agent)
    return True
