"""The sample's help center: articles with their history, in several languages, some of them behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Product
from handrail.core import blobs
from handrail.helpcenter.models import (
    Article,
    Asset,
    Category,
    CategoryText,
    Origin,
    Revision,
    Significance,
    Site,
    Snippet,
    SnippetText,
    State,
    Translation,
)
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article, publish, save_revision, translate
from handrail.ops.sample.leading import lead_readers
from handrail.ops.sample.shelves import ARTICLES, LANGUAGES, SHELVES, SNIPPETS, WORDS, Told

_DRAWN = {"tools.svg": (640, 236), "licence.svg": (640, 200)}
_FIRST, _CHANGED, _TRANSLATED = (timedelta(days=days) for days in (90, 12, 60))


def fill_help_center(agents: Mapping[str, Agent]) -> None:
    """Write it, where there is no article yet; loading the sample twice adds nothing."""
    site = the_site()
    if Article.objects.filter(site=site).exists():
        return
    site.name, site.languages, site.ask_at = "Lamp help", list(LANGUAGES), "/forms/support/"
    site.save()
    _snippets(site)
    shelves = _shelves(site)
    for position, told in enumerate(ARTICLES):
        _tell(told, position, site=site, shelf=shelves[told.shelf], agents=agents)
    lead_readers(site, agents["cleo"])


def read(language: str, slug: str, **more: object) -> Words:
    """The words of one of the sample's files: front matter with a title and a summary, then the body."""
    _, matter, body = (WORDS / language / f"{slug}.md").read_text().split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in matter.splitlines())
    values = {name: text.strip('"') for name, text in facts.items()}
    return Words(title=values["title"], summary=values["summary"], body=body, **more)  # type: ignore[arg-type]


def _tell(told: Told, position: int, *, site: Site, shelf: Category, agents: Mapping[str, Agent]) -> None:
    by, now = agents[told.owner], timezone.now()
    first = "earlier" if told.stale else "en"
    source = create_article(
        site,
        language="en",
        words=read(first, told.slug),
        by=by,
        slug=told.slug,
        category=shelf,
        position=position,
        owner=by,
        visibility=told.visibility,
        plans=list(told.plans),
        labels=list(told.labels),
        verify_by=(now + told.true_for).date(),
    )
    source.article.products.set(Product.objects.filter(key__in=told.products))
    _draw(source.article, told)
    if told.is_draft:
        return
    earlier = _publish(source, by, now - _FIRST)
    newest = _change(source, told, by) if told.stale else earlier
    for language, slug in (told.others | told.drafts).items():
        based_on = earlier if language in told.stale else newest
        _translate(source.article, language, slug, based_on, told, by)


def _change(source: Translation, told: Told, by: Agent) -> Revision:
    save_revision(source, words=read("en", told.slug, significance=Significance(told.significance)), by=by)
    source.refresh_from_db()
    return _publish(source, by, timezone.now() - _CHANGED)


def _translate(article: Article, language: str, slug: str, based_on: Revision, told: Told, by: Agent) -> None:
    is_draft = language in told.drafts
    origin = Origin.MACHINE if is_draft else Origin.PERSON
    words = read(language, slug, based_on=based_on, origin=origin)
    made = translate(article, language=language, words=words, by=None if is_draft else by, slug=slug)
    if is_draft:
        Translation.objects.filter(pk=made.pk).update(state=State.REVIEW)
        return
    behind = language in told.stale
    _publish(made, by, timezone.now() - (_TRANSLATED if behind else _CHANGED - timedelta(days=2)))


def _publish(translation: Translation, by: Agent, at: datetime) -> Revision:
    """Let readers see the newest, dated as it would have been."""
    translation.refresh_from_db()
    revision = translation.latest
    assert revision is not None  # noqa: S101 - what is created has a first revision
    publish(revision, by=by)
    Revision.objects.filter(pk=revision.pk).update(at=at, approved_at=at)
    Translation.objects.filter(pk=translation.pk).update(published_at=at, changed_at=at)
    return revision


def _shelves(site: Site) -> dict[str, Category]:
    made: dict[str, Category] = {}
    for position, shelf in enumerate(SHELVES):
        above = made.get(shelf.above)
        made[shelf.slug] = Category.objects.create(
            site=site, slug=shelf.slug, icon=shelf.icon, position=position, above=above
        )
        for language, told in shelf.names.items():
            name, _, description = told.partition(": ")
            CategoryText.objects.create(
                category=made[shelf.slug], language=language, name=name, description=description
            )
    return made


def _snippets(site: Site) -> None:
    for key, bodies in SNIPPETS.items():
        snippet = Snippet.objects.create(site=site, key=key)
        for language, body in bodies.items():
            SnippetText.objects.create(snippet=snippet, language=language, body=body)


def _draw(article: Article, told: Told) -> None:
    """Keep the pictures that its words show."""
    body = (WORDS / "en" / f"{told.slug}.md").read_text()
    for name, (width, height) in _DRAWN.items():
        if f"asset:{name}" in body:
            Asset.objects.create(
                site=article.site,
                article=article,
                blob=blobs.put((WORDS / "images" / name).read_bytes()),
                name=name,
                content_type="image/svg+xml",
                width=width,
                height=height,
            )
