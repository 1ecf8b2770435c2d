"""Every question of the assistant's bench, looked up in a real Handrail.

Each shelf is a site of its own, so they know nothing of each other. What was found is kept as search found
it, so that features and fits can be tried without asking again.
"""

from __future__ import annotations

import pickle
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bench.assistant_material import Case, Shelf

if TYPE_CHECKING:
    from handrail.assistant.answering.evidence import Evidence
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.search.asking import LookedUp
    from handrail.helpcenter.search.odds import Odds


@dataclass(frozen=True)
class Seen:
    """A question with what was found; `slugs` are those of the articles in it, by their keys.

    `language` is what the words were taken for. `with_meaning` says whether what they mean was known.
    """

    shelf: str
    family: str
    case: Case
    language: str
    with_meaning: bool
    found: LookedUp
    slugs: dict[int, str]

    @cached_property
    def articles(self) -> dict[int, Evidence]:
        """What speaks for which article; by no odds yet."""
        from bench.assistant_odds import NOTHING
        from handrail.assistant.answering.evidence import evidence

        return evidence(self.found, self.case.words, self.language, NOTHING)

    @property
    def slugs_found(self) -> set[str]:
        """The articles for which anything speaks."""
        return {self.slugs[one] for one in self.articles}

    def ranked(self, by: Odds) -> list[Evidence]:
        """What speaks for which article, as the assistant weighs it by these odds."""
        from handrail.assistant.answering.evidence import strongest

        return strongest(replace(one, odds=by) for one in self.articles.values())

    def numbers(self, found: Sequence[Evidence]) -> tuple[float, ...]:
        """The features of what was found."""
        from handrail.assistant.answering.asking import numbers_of

        return numbers_of(found, self.case.words, self.language)

    def named(self, found: Sequence[Evidence]) -> list[str]:
        """The articles, best first."""
        return [self.slugs[one.article] for one in found]


def gathered(shelves: Sequence[Shelf], keep: Path | None) -> list[Seen]:
    """Publish each shelf, and ask its questions; what stands in the folder `keep` is read from there."""
    found: list[Seen] = []
    for shelf in shelves:
        file = kept_in(keep, shelf)
        if file is None or not file.exists():
            some = _seen(shelf)
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(pickle.dumps(some))
            found += some
        else:
            found += pickle.loads(file.read_bytes())
    return found


def kept_in(folder: Path | None, shelf: Shelf) -> Path | None:
    """The file of a shelf in the folder of what is kept."""
    return folder / f"{re.sub(r'[^a-z0-9]+', '-', shelf.name)}.pickle" if folder else None


def wait_for_meanings() -> float:
    """Return when everything that was published is understood; how many seconds that took."""
    from handrail.helpcenter.meaning.filling import waiting

    begin = time.perf_counter()
    while waiting():
        time.sleep(0.5)
    return time.perf_counter() - begin


def _seen(shelf: Shelf) -> list[Seen]:
    """Every question by words and meaning; every third one by its words alone as well."""
    site = published(shelf)
    waited, begin = wait_for_meanings(), time.perf_counter()
    found = list(_asked(shelf, site))
    spent = 1000 * (time.perf_counter() - begin) / max(1, len(found))
    print(
        f"note  assistant, {shelf.name}: {len(shelf.pages)} articles understood after {waited:.0f} s;"
        f" {len(found)} questions looked up, {spent:.1f} ms each",
        flush=True,
    )
    return found


def published(shelf: Shelf) -> Site:
    """A site of its own with the articles of a shelf."""
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.search.phrases.keeping import ask_as
    from handrail.helpcenter.verbs import Words, create_article, publish

    language, host = shelf.pages[0].language, f"{re.sub(r'[^a-z0-9]+', '-', shelf.name)}.example"
    site = Site.objects.create(name=shelf.name, host=host, languages=[language])
    for page in shelf.pages:
        words = Words(title=page.title, body=page.body)
        made = create_article(site, language=page.language, words=words, by=None, slug=page.slug)
        assert made.latest is not None
        ask_as(made, phrases=page.phrases, by=None)
        publish(made.latest, by=None)
    return site


def _asked(shelf: Shelf, site: Site) -> Iterator[Seen]:
    from handrail.assistant.answering.asking import spoken_in
    from handrail.assistant.answering.clauses import telling
    from handrail.helpcenter.meaning.asking import meanings
    from handrail.helpcenter.models import Translation
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.search.asking import looked_up

    slugs = dict(Translation.objects.filter(site=site).values_list("article", "slug"))
    known: dict[frozenset[str], frozenset[str]] = {}
    for number, case in enumerate(shelf.cases):
        spoken = spoken_in(case.words, "")
        words = telling(case.words, spoken)
        for vector in [*meanings([words], seconds=10), *([None] if number % 3 == 0 else [])]:
            found = looked_up(words, reader=STRANGER, language=spoken, vector=vector, site=site)
            seen = Seen(
                shelf.name, shelf.family, replace(case, words=words), spoken, vector is not None, found, {}
            )
            yield _trimmed(seen, slugs, known)


def _trimmed(seen: Seen, slugs: dict[int, str], known: dict[frozenset[str], frozenset[str]]) -> Seen:
    """Without the passages of articles that do not matter, and each phrase's terms only once."""
    from handrail.helpcenter.search.odds import odds

    articles = {one.article for one in seen.ranked(odds(with_meaning=seen.with_meaning))}
    phrased = [
        replace(
            of, phrases=[replace(one, terms=known.setdefault(one.terms, one.terms)) for one in of.phrases]
        )
        for of in seen.found.phrased
    ]
    passages = [one for one in seen.found.passages if one.article in articles]
    found = replace(seen.found, passages=passages, phrased=phrased)
    there = articles | {one.article for one in phrased}
    return replace(seen, found=found, slugs={key: slugs[key] for key in there})
