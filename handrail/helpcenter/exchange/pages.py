"""A Markdown file taken apart, and put together again byte for byte."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from handrail.helpcenter.models.asked_as import LONGEST_PHRASE

LONGEST_FRONT = 40_000  # characters
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*\n*", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r"\A(?:(?:import|export) [^\n]*\n+)+")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n+|\Z)|\A\s*(\S[^\n]{0,198})\n=+[ \t]*(?:\n+|\Z)")
_ANCHOR = re.compile(r"\s*\{:?\s*#[^}]*\}\s*$")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]+(?=\S)|(?<=\S)[*_`]+")


@dataclass(frozen=True)
class Page:
    """A file's parts: `front` + `heading` + `body` are the file again."""

    front: str
    heading: str
    body: str
    title: str
    facts: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """What the front matter says of the whole in a sentence."""
        return _text(self.facts.get("summary") or self.facts.get("description"))[:500]

    @property
    def labels(self) -> list[str]:
        """Labels, or tags as most others call them."""
        found = self.facts.get("labels") or self.facts.get("tags") or []
        listed = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else []
        return [text for one in listed if (text := _text(one)[:60])][:50]

    @property
    def asked_as(self) -> list[str]:
        """How people ask for it: a list, or one phrase."""
        found = self.facts.get("asked_as") or []
        listed = found if isinstance(found, list) else [found]
        return [text for one in listed if (text := _text(one)[:LONGEST_PHRASE])]

    @property
    def position(self) -> int:
        """Where it stands among its neighbours."""
        words = ("position", "sidebar_position", "weight", "nav_order", "order")
        found = next((self.facts[word] for word in words if isinstance(self.facts.get(word), int)), 0)
        return min(max(0, found), 1_000_000)

    @property
    def is_draft(self) -> bool:
        """Whether it says that nobody shall see it yet."""
        return self.facts.get("draft") is True


def read_page(text: str, *, name: str) -> Page:
    """Take a file apart; its title is the front matter's, else the first heading, else its name."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _front(text)
    facts = _facts(front)
    rest = text[len(front) :]
    imports = _IMPORT.match(rest)
    lead = imports[0] if imports else ""
    found = _HEADING.match(rest[len(lead) :])
    said = _plain(found[1] or found[2]) if found else ""
    title = _text(facts.get("title"))
    is_title = bool(said) and title in {"", said}
    heading = lead + (found[0] if found and is_title else "")
    title = (title or said or name.replace("-", " ").replace("_", " ").capitalize() or "Untitled")[:200]
    if len(heading) > 1000:
        heading = ""
    return Page(front, heading, rest[len(heading) :], title, facts)


def write_page(front: str, heading: str, body: str, *, name: str, title: str, told: Mapping[str, Any]) -> str:
    """A file of these parts; where title or facts are others than those it says, it says these.

    `name` is what its title is made from where it says none.
    """
    front, heading = _retold(front, heading, name, title, told)
    return front + heading + body


def _retold(front: str, heading: str, name: str, title: str, told: Mapping[str, Any]) -> tuple[str, str]:
    before = read_page(front + heading, name=name)
    facts = dict(before.facts)
    changed = {key: value for key, value in told.items() if _said(before, key) != value}
    if before.title != title:
        found = _HEADING.search(heading) if heading else None
        heading = heading.replace(found[0], f"# {title}\n\n") if found else heading
        if not found or _text(facts.get("title")):
            changed["title"] = title
    if not changed:
        return front, heading
    for key, value in changed.items():
        if value in (None, "", [], False):
            facts.pop(key, None)
        else:
            facts[key] = value
    return _front_of(facts), heading


def _said(page: Page, key: str) -> Any:
    known = {
        "summary": page.summary,
        "labels": page.labels,
        "asked_as": page.asked_as,
        "draft": page.is_draft,
    }
    return known[key] if key in known else page.facts.get(key)


def _front_of(facts: Mapping[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(dict(facts), allow_unicode=True, sort_keys=False)}---\n\n" if facts else ""


def _front(text: str) -> str:
    found = _FRONT.match(text[:LONGEST_FRONT])
    return found[0] if found else ""


def _facts(front: str) -> dict[str, Any]:
    found = _FRONT.match(front)
    if found is None:
        return {}
    try:
        read = yaml.safe_load(found[2]) if found[1] == "---" else tomllib.loads(found[2])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}
    return {str(key): value for key, value in read.items()} if isinstance(read, dict) else {}


def _plain(heading: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", _MARKS.sub(r"\1", _ANCHOR.sub("", heading))).strip()


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
