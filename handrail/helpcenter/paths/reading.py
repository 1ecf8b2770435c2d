"""Learning paths as somebody may read them."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.helpcenter.models import (
    LearningPath,
    PathStep,
    PathText,
    Site,
    Translation,
)
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.languages import best_last
from handrail.helpcenter.reading.shelves import told_in


@dataclass
class ShownPath:
    """A path in a reader's language, with the steps that they may read, in order.

    `language` is the one of its title and description, `languages` are those of the site in which it has any.
    """

    pk: int
    slug: str
    title: str = ""
    description: str = ""
    language: str = ""
    languages: list[str] = field(default_factory=list)
    steps: list[Translation] = field(default_factory=list)

    def beside(self, article: int) -> tuple[Translation | None, Translation | None]:
        """The steps before and after an article of the path."""
        keys = [one.article_id for one in self.steps]
        at = keys.index(article)
        before = self.steps[at - 1] if at else None
        return before, self.steps[at + 1] if at + 1 < len(self.steps) else None


@dataclass(frozen=True)
class Along:
    """An article as a step of a path: which one it is (from 1), and what comes before and after."""

    path: ShownPath
    place: int
    before: Translation | None
    after: Translation | None


def along(site: Site, reader: Reader, language: str, slug: str, article: int) -> Along | None:
    """The path that a reader of this article follows; None where there is none, or it is not part of it."""
    path = path_at(site, reader, language, slug) if slug else None
    keys = [one.article_id for one in path.steps] if path else []
    if path is None or article not in keys:
        return None
    return Along(path, keys.index(article) + 1, *path.beside(article))


def paths_of(site: Site, reader: Reader, language: str) -> list[ShownPath]:
    """Published paths in which this reader may read something. Four statements."""
    return _shown(list(LearningPath.objects.filter(site=site, is_published=True)), site, reader, language)


def path_at(site: Site, reader: Reader, language: str, slug: str) -> ShownPath | None:
    """One path; None where there is none for this reader. The team reads one that is not published too."""
    found = LearningPath.objects.filter(site=site, slug=slug)
    found = found if reader.sees_internal else found.filter(is_published=True)
    shown = _shown(list(found), site, reader, language)
    return shown[0] if shown else None


def _shown(paths: list[LearningPath], site: Site, reader: Reader, language: str) -> list[ShownPath]:
    found = {one.pk: ShownPath(one.pk, one.slug, one.slug) for one in paths}
    _name(found, site, language)
    steps = list(PathStep.objects.filter(path__in=found).order_by("position", "pk"))
    articles = {step.article_id for step in steps}
    readable = Translation.objects.readable_by(reader).filter(site=site, article__in=articles)
    told = {one.article_id: one for one in told_in(readable, language)}
    for step in steps:
        if step.article_id in told:
            found[step.path_id].steps.append(told[step.article_id])
    return [one for one in found.values() if one.steps]


def _name(found: dict[int, ShownPath], site: Site, language: str) -> None:
    """In this language, else the site's first one, else any."""
    for text in best_last(PathText.objects.filter(path__in=found), language, site):
        path = found[text.path_id]
        path.title, path.description, path.language = text.title, text.description, text.language
        path.languages += [text.language] if text.language in site.languages else []
