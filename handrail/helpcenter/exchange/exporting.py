"""Articles become a folder of Markdown again: what came from one goes out under its names as it came."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from handrail.core import blobs
from handrail.helpcenter.assets import fit_name
from handrail.helpcenter.exchange.enclosed import OWN
from handrail.helpcenter.exchange.folders import language_of, name_of
from handrail.helpcenter.exchange.pages import write_page
from handrail.helpcenter.models import Article, ImportedFile, Site, Translation
from handrail.helpcenter.search.phrases.keeping import phrases_of


def export_folder(root: Path, site: Site, *, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Write each article's newest words in every language, and its files; returns how many pages there are.

    Drafts say `draft: true`. Files of the folder that are no article's stay as they are.
    """
    done = 0
    articles = Article.objects.filter(site=site, is_template=False).select_related("category")
    taken = set(ImportedFile.objects.filter(site=site).values_list("path", flat=True))
    for article in articles.iterator(chunk_size=200):
        for path, text in _pages(article, taken):
            _write(root, path, text.encode())
            done += 1
            progress(done)
        _assets(root, article)
    return done


def _pages(article: Article, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Each language's path and text; a path that is taken gets the article's number, in all its languages."""
    found = list(article.translations.select_related("latest", "article").order_by("language"))
    origins = {one.translation_id: one for one in ImportedFile.objects.filter(translation__in=found)}
    source = next((one for one in found if one.is_source), None)
    paths = {one.pk: _path(one, source, origins) for one in found if one.latest and one.pk not in origins}
    if taken & set(paths.values()):
        paths = {key: _numbered(path, article.pk) for key, path in paths.items()}
    taken.update(paths.values())
    for one in found:
        if one.latest is not None:
            origin = origins.get(one.pk)
            path = origin.path if origin else paths[one.pk]
            yield path, _text(one, origin, path)


def _numbered(path: str, number: int) -> str:
    name, dot, rest = PurePosixPath(path).name.partition(".")
    return str(PurePosixPath(path).with_name(f"{name}-{number}{dot}{rest}"))


def _text(translation: Translation, origin: ImportedFile | None, path: str) -> str:
    latest, article = translation.latest, translation.article
    if latest is None:
        return ""
    told: dict[str, Any] = {"summary": latest.summary, "asked_as": phrases_of(translation)}
    if translation.is_source:
        told["labels"] = list(article.labels)
        told["visibility"] = article.visibility if article.visibility != "public" else None
    told["draft"] = translation.published_id is None and _was_published(origin, translation)
    if origin is None:
        slug = translation.slug
        told["address"] = slug if slug != PurePosixPath(path).name.partition(".")[0] else None
    front, heading = (origin.front, origin.heading) if origin else ("", f"# {latest.title}\n\n")
    return write_page(
        front, heading, latest.body, name=_name(path, latest.title), title=latest.title, told=told
    )


def _name(path: str, title: str) -> str:
    """What the title was made from, if it was made from the file's name."""
    return "home" if title == "Home" else name_of(path)


def _was_published(origin: ImportedFile | None, translation: Translation) -> bool:
    """A draft that never was anything else comes out of an unpublished import as it went in."""
    return origin is None or translation.published_at is not None or "draft: true" in origin.front


def _path(translation: Translation, source: Translation | None, origins: dict[int, ImportedFile]) -> str:
    """Beside the file of its source, if that came from one, else in the folder of its language."""
    origin = origins.get(source.pk) if source else None
    if source is None or origin is None:
        slug = (source or translation).slug
        category = translation.article.category
        return posixpath.join(translation.language, category.slug if category else "", f"{slug}.md")
    parts = origin.path.split("/")
    for at, part in enumerate(parts[:-1]):
        if language_of(part) == source.language:
            return "/".join([*parts[:at], translation.language, *parts[at + 1 :]])
    path = PurePosixPath(origin.path)
    stem = path.stem.removesuffix(f".{source.language}")
    return str(path.with_name(f"{stem}.{translation.language}{path.suffix}"))


def _assets(root: Path, article: Article) -> None:
    source = article.translations.filter(language=article.source_language).first()
    bodies = "\n".join(article.translations.values_list("latest__body", flat=True))
    for asset in article.assets.all():
        own = f"asset:{asset.name}" in bodies or ("/" not in asset.name and source is None)
        slug = source.slug if source else str(article.pk)
        path = f"{OWN}/{slug}/{asset.name}" if own else asset.name
        _write(root, path, blobs.open_bytes(asset.blob_id))


def _write(root: Path, path: str, data: bytes) -> None:
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}] or [fit_name(path)]
    target = root.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.resolve().is_relative_to(root.resolve()):
        raise OSError(f"{path} leads out of the folder")
    target.write_bytes(data)
