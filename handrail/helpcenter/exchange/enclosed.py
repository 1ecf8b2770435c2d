"""Pictures and other files that imported articles show or offer."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ValidationError

from handrail.helpcenter.assets import LARGEST, keep_asset
from handrail.helpcenter.exchange.folders import Found
from handrail.helpcenter.exchange.pages import Page
from handrail.helpcenter.models import Translation
from handrail.helpcenter.surroundings import names_in

_ROOTS = ("", "static", "public", "docs", "content", "assets")
_PAGES = {".md", ".mdx", ".markdown", ".html", ".htm", ""}
OWN = "assets"  # the folder of files that are named by `asset:`, one below it for each article


def keep_enclosed(root: Path, file: Found, page: Page, translation: Translation) -> Iterator[str]:
    """Keep what the words name and the folder holds; yields what could not be kept, in words."""
    for name in sorted(names_in(page.body)):
        found = find_enclosed(root, file, name)
        if found is None:
            continue
        for one in (found, *_captions(found)):
            kept = posixpath.basename(name) if name.startswith("asset:") else _below(root, one)
            try:
                _keep(translation, kept if one == found else posixpath.dirname(kept) + "/" + one.name, one)
            except ValidationError as error:
                yield f"{file.path}: {name}: {' '.join(error.messages)}"


def _keep(translation: Translation, name: str, path: Path) -> None:
    if path.stat().st_size > LARGEST:
        raise ValidationError(f"{path.name} is larger than 50 MB.")
    article = translation.article
    keep_asset(article.site, article, name=name, data=path.read_bytes(), by=None, is_replaced=True)


def find_enclosed(root: Path, file: Found, name: str) -> Path | None:
    """The file that a name means; never one outside the folder, whatever links or dots lead there."""
    if name.startswith("asset:"):
        return _inside(root, f"{OWN}/{file.name}/{unquote(name[6:])}")
    plain = unquote(name).partition("#")[0].partition("?")[0]
    if ":" in plain or posixpath.splitext(plain)[1].lower() in _PAGES:
        return None
    beside = posixpath.join(posixpath.dirname(file.path), plain)
    below = (posixpath.join(folder, plain.lstrip("/")) for folder in _ROOTS)
    return next((found for one in (beside, *below) if (found := _inside(root, one))), None)


def _inside(root: Path, name: str) -> Path | None:
    try:
        path = (root / name.lstrip("/")).resolve()
        return path if path.is_file() and path.is_relative_to(root.resolve()) else None
    except (OSError, ValueError):
        return None


def _captions(film: Path) -> list[Path]:
    if film.suffix.lower() not in {".mp4", ".webm", ".m4v", ".ogv", ".mov"}:
        return []
    beside = film.parent.glob("*.vtt")
    return sorted(one for one in beside if one.name.startswith(f"{film.stem}.") and not one.is_symlink())


def _below(root: Path, path: Path) -> str:
    return path.relative_to(root.resolve()).as_posix()
