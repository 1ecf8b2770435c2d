"""Which files of a folder are the same article in which languages."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from babel import localedata

MOST_FILES = 100_000
_SKIPPED = {"node_modules", "__pycache__", "venv", "site", "build", "dist", "vendor"}
_PAGE = {".md", ".mdx", ".markdown"}
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?$")
_DOCUSAURUS = re.compile(r"^i18n/docusaurus-plugin-content-(docs|blog|pages)/(?:current/)?")
_INDEX = {"index", "readme", "_index"}


@dataclass(frozen=True)
class Found:
    """A file: its path below the folder, the article it belongs to, and its language."""

    path: str
    key: str
    language: str

    @property
    def name(self) -> str:
        """What its address is called: the file's name, of an index the folder's."""
        path = PurePosixPath(self.key)
        if path.stem.lower() in _INDEX:
            return path.parent.name or "home"
        return path.stem

    @property
    def folder(self) -> str:
        """The folder that its article stands in, without folders of languages."""
        parent = PurePosixPath(self.key).parent
        return "" if str(parent) == "." else parent.name


def name_of(path: str) -> str:
    """What an article of this file is called: its name without languages, of an index its folder's."""
    placed = _placed(path, set())[1]
    return Found(path, placed, "").name


def language_of(word: str) -> str | None:
    """A language's code as web pages write it (`pt_br` → `pt-BR`), None where it is no language."""
    found = _CODE.match(word)
    if found is None or not localedata.exists(found[1].lower()):
        return None
    parts = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    return "-".join(filter(None, parts))


def scan(root: Path, *, language: str | None, fallback: str) -> tuple[list[Found], str]:
    """The articles' files below a folder, and the language that the others are translated from.

    Languages are folders (`ro/name.md`) or endings (`name.ro.md`); what has neither is in the first one.
    """
    paths = [path for path in _files(root) if PurePosixPath(path).suffix.lower() in _PAGE]
    folders = _language_folders(paths)
    told = [_placed(path, folders) for path in paths]
    spoken = Counter(one for _path, _key, one in told if one)
    source = language or _likeliest(spoken, len(told) - spoken.total(), fallback)
    found = {Found(path, key, one or source) for path, key, one in told}
    return sorted(found, key=lambda one: (one.key, one.language != source, one.language)), source


def read_as(paths: Sequence[str], *, beside: Sequence[str]) -> dict[str, Found]:
    """What paths meant that were files once, beside those that are there now; a language may be empty."""
    folders = _language_folders([*beside, *paths])
    placed = (_placed(path, folders) for path in paths)
    return {path: Found(path, key, code or "") for path, key, code in placed}


def _files(root: Path) -> list[str]:
    found: list[str] = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(one for one in below if not one.startswith(".") and one not in _SKIPPED)
        at = Path(folder)
        found += [(at / name).relative_to(root).as_posix() for name in sorted(names) if name[0] != "."]
        if len(found) > MOST_FILES:
            break
    return found


def _language_folders(paths: list[str]) -> set[str]:
    """Folders of languages: two beside each other, or one that holds all there is, or what lies beside it."""
    known = set(paths)
    below: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        parts = path.split("/")
        for depth in range(len(parts)):
            below["/".join(parts[:depth])].add(parts[depth])
    found: set[str] = set()
    for parent, names in below.items():
        spoken = {name for name in names if language_of(name)}
        if len(spoken) > 1 or spoken == names or _is_mirrored(parent, spoken, known):
            found |= {f"{parent}/{name}".lstrip("/") for name in spoken}
    return found


def _is_mirrored(parent: str, spoken: set[str], known: set[str]) -> bool:
    """Whether most of what lies in a language's folder lies beside it as well: `zh/guide.md`, `guide.md`."""
    above = f"{parent}/" if parent else ""
    folders = tuple(f"{above}{name}/" for name in spoken)
    inside = [path for path in known if path.startswith(folders)] if folders else []
    beside = sum(above + path[len(above) :].partition("/")[2] in known for path in inside)
    return beside * 2 > len(inside)


def _placed(path: str, folders: set[str]) -> tuple[str, str, str | None]:
    parts = path.split("/")
    language = None
    for depth in range(1, len(parts)):
        if "/".join(parts[:depth]) in folders:
            language = language_of(parts[depth - 1])
            parts = parts[: depth - 1] + parts[depth:]
            break
    name = PurePosixPath(parts[-1])
    ending = PurePosixPath(name.stem).suffix
    if ending and (spoken := language_of(ending[1:])):
        language, parts[-1] = spoken, name.stem.removesuffix(ending) + name.suffix
    return path, _DOCUSAURUS.sub(r"\1/", "/".join(parts)), language


def _likeliest(spoken: Counter[str], unmarked: int, fallback: str) -> str:
    """Files that name no language are in the first one, if there are as many of them as of any other."""
    most = max(spoken.values(), default=0)
    if fallback in spoken or unmarked >= most:
        return fallback
    return "en" if "en" in spoken else spoken.most_common(1)[0][0]
