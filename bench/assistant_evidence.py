"""Every question of the assistant's bench, asked in a real Handrail: what speaks for which article.

Each shelf is a site of its own, so they know nothing of each other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.assistant_material import Case, Shelf

if TYPE_CHECKING:
    from handrail.assistant.answering.evidence import Evidence
    from handrail.helpcenter.models import Site

_LOOKED_AT = 10  # articles of which what speaks for them is kept


@dataclass(frozen=True)
class Seen:
    """A question with what was found: the articles' slugs stand beside the evidence for them.

    `with_meaning` says whether what it means was known, or only its words.
    """

    shelf: str
    family: str
    case: Case
    with_meaning: bool
    evidence: Sequence[Evidence]
    slugs: Sequence[str]


def load(shelves: Sequence[Shelf]) -> dict[str, Site]:
    """Publish the shelves, and wait until their meanings are known."""
    sites = {shelf.name: _published(number, shelf) for number, shelf in enumerate(shelves)}
    wait_for_meanings()
    return sites


def seen(shelves: Sequence[Shelf], sites: dict[str, Site]) -> list[Seen]:
    """Ask every question, by words and meaning; and every third one by its words alone."""
    begin = time.perf_counter()
    found = [one for shelf in shelves for one in _asked(shelf, sites[shelf.name])]
    spent = (time.perf_counter() - begin) / max(1, len(found))
    print(f"note  assistant, {len(found)} questions looked up, {1000 * spent:.1f} ms each")
    return found


def wait_for_meanings() -> None:
    """Return when everything that was published is understood."""
    from handrail.helpcenter.meaning.filling import waiting

    begin, count = time.perf_counter(), waiting()
    while waiting():
        time.sleep(0.5)
    print(f"note  assistant, meanings of {count} texts known {time.perf_counter() - begin:.0f} s later")


def _published(number: int, shelf: Shelf) -> Site:
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.search.phrases.keeping import ask_as
    from handrail.helpcenter.verbs import Words, create_article, publish

    language = shelf.pages[0].language
    site = Site.objects.create(name=shelf.name, host=f"shelf{number}.example", languages=[language])
    for page in shelf.pages:
        words = Words(title=page.title, body=page.body)
        made = create_article(site, language=page.language, words=words, by=None, slug=page.slug)
        assert made.latest is not None
        ask_as(made, phrases=page.phrases, by=None)
        publish(made.latest, by=None)
    return site


def _asked(shelf: Shelf, site: Site) -> Iterator[Seen]:
    from handrail.assistant.answering.evidence import weighed
    from handrail.helpcenter.meaning.asking import meanings
    from handrail.helpcenter.models import Translation
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.search.asking import looked_up, terms_of

    slugs = dict(Translation.objects.filter(site=site).values_list("article", "slug"))
    for number, case in enumerate(shelf.cases):
        vectors = [*meanings([case.words], seconds=10), *([None] if number % 3 == 0 else [])]
        for vector in vectors:
            found = looked_up(case.words, reader=STRANGER, language=case.language, vector=vector, site=site)
            best = weighed(found, case.language, terms_of(case.words, found, case.language))[:_LOOKED_AT]
            named = [slugs[one.article] for one in best]
            yield Seen(shelf.name, shelf.family, case, vector is not None, best, named)
