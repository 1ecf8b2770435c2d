"""What is offered to somebody who did not ask: a site has every second subject only, all questions come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import search_material as material

LANGUAGES = ("en", "de", "ro", "zh")
RIGHT, NOTHING, MOST = 0.9, 0.1, 3  # right of what is shown; something though there is nothing; articles


def load(folder: Path) -> None:
    """Publish the paragraphs of every second subject on a site of their own."""
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.verbs import Words, create_article, publish

    site = Site.objects.create(name="Half", host="half.example", languages=list(LANGUAGES))
    for language in LANGUAGES:
        for name in material.half_of(folder, language):
            words = Words(title=name, body=material.paragraphs(folder, language)[name])
            made = create_article(site, language=language, words=words, by=None, slug=name)
            assert made.latest is not None
            publish(made.latest, by=None)


def measure(folder: Path, step: int, told: Callable[..., bool]) -> bool:
    """Ask everything: what is shown is mostly right, and mostly nothing where there is no answer."""
    from handrail.helpcenter.models import Site
    from handrail.helpcenter.offering import LIKELY
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.search import search

    ask = partial(search, reader=STRANGER, site=Site.objects.get(host="half.example"), limit=MOST)
    fine = True
    for language in LANGUAGES:
        shown = right = needless = without = 0
        for one in material.questions(folder, language, step):
            hits = ask(one.words, language=language, languages=[language])
            names = [hit.translation.slug for hit in hits if hit.likely >= LIKELY]
            if one.half:
                without, needless = without + 1, needless + bool(names)
            else:
                shown, right = shown + len(names), right + (one.answer in names)
        fine &= told(f"{language} unasked, right", right / max(1, shown), RIGHT, about=f"{right} shown right")
        fine &= told(f"{language} unasked, needless", needless / max(1, without), NOTHING, most=True)
    return fine
