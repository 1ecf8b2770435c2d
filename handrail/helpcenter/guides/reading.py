"""Guides as somebody may follow them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from handrail.helpcenter.guides.steps import Step, in_language, steps_of
from handrail.helpcenter.models import Guide, Site, Translation, Visibility
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.shelves import told_in
from handrail.helpcenter.rendering import render
from handrail.helpcenter.surroundings import surroundings

LONGEST_WAY = 40  # choices that an address carries: the page says what was answered


@dataclass
class ShownStep:
    """One step in a reader's language: what is asked or answered, and what one chose before.

    `language` is the one it is told in. `way` are the numbers of the choices up to here, from 1; `chosen` the
    questions and answers of it.
    """

    guide: Guide
    language: str
    title: str
    text: str
    more: str
    choices: list[tuple[str, str]] = field(default_factory=list)  # label, the way behind it
    article: Translation | None = None
    way: tuple[int, ...] = ()
    chosen: list[tuple[str, str, str]] = field(default_factory=list)  # question, answer, the way back to it

    @property
    def is_answer(self) -> bool:
        """Whether the guide ends here."""
        return not self.choices


def visible_guides(site: Site, reader: Reader) -> QuerySet[Guide]:
    """What this reader may follow: customers' ones for customers; the team everything, drafts too."""
    found = Guide.objects.filter(site=site).select_related("site")
    if reader.sees_internal:
        return found
    allowed = [Visibility.PUBLIC]
    if reader.customer is not None or reader.sees_all_for_customers:
        allowed.append(Visibility.CUSTOMERS)
    return found.filter(is_published=True, visibility__in=allowed)


@dataclass(frozen=True)
class Listed:
    """A guide as lists name it; `languages` are those of the site in which it has a title."""

    slug: str
    title: str
    languages: list[str]


def guides_of(site: Site, reader: Reader, language: str) -> list[Listed]:
    """Every published guide that this reader may follow."""
    found = visible_guides(site, reader).filter(is_published=True)
    return [
        Listed(one.slug, in_language(one.titles, language, one.language), languages_of(one)) for one in found
    ]


def languages_of(guide: Guide) -> list[str]:
    """The languages of its site in which a guide has a title: in others, its own is shown."""
    return [code for code in guide.site.languages if guide.titles.get(code)]


def guide_at(site: Site, reader: Reader, slug: str) -> Guide | None:
    """One guide; None where there is none for this reader."""
    return visible_guides(site, reader).filter(slug=slug).first()


def follow(
    guide: Guide, way: str, reader: Reader, language: str, *, as_draft: bool = False
) -> tuple[ShownStep, str] | None:
    """The step at the end of a way (`1.2.1`: the first choice, then the second, …), and its key.

    None for a way that leads nowhere. `as_draft`: as the team has it now, not as it was published.
    """
    numbers = read_way(way)
    is_draft = reader.sees_internal and (as_draft or not guide.is_published)
    steps = {one.key: one for one in steps_of(guide.steps if is_draft else guide.live)}
    here = next(iter(steps.values()), None)
    chosen: list[tuple[str, str, str]] = []
    for at, number in enumerate(numbers or ()):
        if here is None or not 0 < number <= len(here.choices):
            return None
        choice = here.choices[number - 1]
        question = in_language(here.text, language, guide.language)
        answer = in_language(choice.label, language, guide.language)
        chosen.append((question, answer, _written((numbers or ())[:at])))
        here = steps.get(choice.to)
    if here is None or numbers is None:
        return None
    return _shown(guide, here, numbers, chosen, reader, language), here.key


def read_way(way: str) -> tuple[int, ...] | None:
    """The numbers of a way; None for what is none."""
    parts = way.split(".") if way else []
    if len(parts) > LONGEST_WAY or not all(one.isascii() and one.isdigit() and len(one) < 3 for one in parts):
        return None
    return tuple(map(int, parts))


def _shown(
    guide: Guide,
    step: Step,
    way: tuple[int, ...],
    chosen: list[tuple[str, str, str]],
    reader: Reader,
    language: str,
) -> ShownStep:
    more = in_language(step.more, language, guide.language)
    labels = (in_language(one.label, language, guide.language) for one in step.choices)
    return ShownStep(
        guide=guide,
        language=language if step.text.get(language) else guide.language,
        title=in_language(guide.titles, language, guide.language),
        text=in_language(step.text, language, guide.language),
        more=_drawn(guide, more, reader, language),
        choices=[(label, _written((*way, number))) for number, label in enumerate(labels, start=1)],
        article=_article(guide, step, reader, language),
        way=way,
        chosen=chosen,
    )


def _drawn(guide: Guide, more: str, reader: Reader, language: str) -> str:
    """Markdown as in articles; files belong to articles, so a guide shows those of the whole site alone."""
    if not more:
        return ""
    return render(more, surroundings(guide.site, None, language, [more], reader=reader)).html


def _article(guide: Guide, step: Step, reader: Reader, language: str) -> Translation | None:
    """What the answer leads to, if this reader may read it."""
    if step.article is None:
        return None
    found = Translation.objects.readable_by(reader).filter(site=guide.site_id, article=step.article)
    return told_in(found, language).first()


def _written(way: tuple[int, ...]) -> str:
    return ".".join(map(str, way))
