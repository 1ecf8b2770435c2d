"""Links in a folder of Markdown that lead nowhere: told by file and line, before anything is imported."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from django.utils.text import slugify

from handrail.helpcenter.exchange.enclosed import find_enclosed
from handrail.helpcenter.exchange.folders import Found
from handrail.helpcenter.exchange.pages import read_page
from handrail.helpcenter.models import Asset, ImportedFile, Site, SnippetText, Translation
from handrail.helpcenter.rendering import Around, render
from handrail.helpcenter.surroundings import files_meant, slug_of

_BLANK = re.compile(r"\s+")


def broken_links(root: Path, site: Site, files: Sequence[Found]) -> Iterator[str]:
    """What these files name that is neither among them nor here already, as `file:line: target`.

    A link to an article that nobody can read yet leads somewhere: a draft is going to be published. A fixed
    number of statements.
    """
    there = _There(root, site, files)
    for file in files:
        try:
            text = (root / file.path).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            continue  # told when it was to be read
        for target in render(read_page(text, name=file.name).body, there.around(file)).broken:
            yield f"{file.path}:{line_of(text, target)}: {target}"


def line_of(text: str, target: str) -> int:
    """The first line that names it, from 1; 1 as well where it stands nowhere as it was read."""
    sought = _plain(target)
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if sought in _plain(line)), 1)


def _plain(words: str) -> str:
    return _BLANK.sub("", unquote(words))


class _There:
    """What a name may lead to: the files of the folder, and what the site has."""

    def __init__(self, root: Path, site: Site, files: Sequence[Found]) -> None:
        self._root = root
        self._paths = {one.path for one in files}
        self._slugs = {slugify(one.name, allow_unicode=True) for one in files}
        self._slugs |= set(Translation.objects.filter(site=site).values_list("slug", flat=True))
        self._shared = set(Asset.objects.filter(site=site, article=None).values_list("name", flat=True))
        self._own = _assets_by_file(site)
        snippets = SnippetText.objects.filter(snippet__site=site).values_list("snippet__key", "body")
        self._snippets = dict(snippets)

    def around(self, file: Found) -> Around:
        """What the words of this file refer to."""
        return Around(
            language=file.language,
            link=lambda name: self._link(file, name),
            asset=lambda name: self._asset(file, name),
            snippet=self._snippets.get,
        )

    def _link(self, file: Found, name: str) -> str | None:
        is_there = slug_of(name) in self._slugs or not self._paths.isdisjoint(files_meant(file.path, name))
        return name if is_there else None

    def _asset(self, file: Found, name: str) -> str | None:
        known = name in self._shared or name in self._own[file.path]
        is_there = known or any(find_enclosed(self._root, file, one) for one in (name, f"asset:{name}"))
        return name if is_there else None


def _assets_by_file(site: Site) -> dict[str, set[str]]:
    """The file that an article came from → the names of the files that the article has."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = ImportedFile.objects.filter(site=site, translation__article__assets__isnull=False)
    for path, name in rows.values_list("path", "translation__article__assets__name"):
        found[path].add(name)
    return found
