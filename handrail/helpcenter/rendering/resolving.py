"""Where the names in an article lead, and which of them lead nowhere."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote

from handrail.helpcenter.rendering.around import Around

_ELSEWHERE = re.compile(r"(?:https?:)?//|https?:|mailto:|tel:", re.IGNORECASE)
_SAFE_ELSEWHERE = re.compile(r"(?:https?://|//|mailto:|tel:)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FILE = re.compile(r"\.(?!md\b|mdx\b|html?\b)[A-Za-z0-9]{1,8}$")


class Names:
    """Answers for one article; keeps what leads nowhere in `broken`, in the order in which it stands."""

    def __init__(self, around: Around, anchors: set[str]) -> None:
        self._around = around
        self._anchors = anchors
        self._sizes: dict[str, tuple[int, int]] = {}
        self.broken: list[str] = []

    def href(self, value: str) -> str | None:
        """Where a link leads: elsewhere as it is, inside by what its name means, None for nothing."""
        value = value.strip()
        if _ELSEWHERE.match(value):
            return value if _SAFE_ELSEWHERE.match(value) else None
        if value.startswith("#"):
            return self._here(value)
        if value.startswith("asset:"):
            return self._known(self._around.asset(unquote(value[6:])), value)
        name, mark, anchor = value.removeprefix("article:").partition("#")
        if _SCHEME.match(name) or not name:
            return None
        return self._inside(name, mark + anchor, value)

    def source(self, value: str) -> str | None:
        """The address of a picture or a film: only of those that are ours."""
        value = value.strip()
        if _ELSEWHERE.match(value) or (_SCHEME.match(value) and not value.startswith("asset:")):
            return None
        name = unquote(value.removeprefix("asset:"))
        found = self._known(self._around.asset(name), value)
        size = self._around.size(name) if found else None
        if found and size:
            self._sizes[found] = size
        return found

    def size(self, address: str) -> tuple[int, int] | None:
        """Width and height in px of a picture that was named before, by its address as it stands in HTML."""
        return self._sizes.get(unescape(address))

    def _here(self, value: str) -> str:
        if unquote(value[1:]) not in self._anchors and value != "#":
            self.broken.append(value)
        return value

    def _inside(self, name: str, anchor: str, value: str) -> str | None:
        plain = unquote(name)
        found = self._around.link(plain)
        if found is None and _FILE.search(plain):
            found = self._around.asset(plain)
        if found is None and name.startswith("/") and not name.startswith("/help/"):
            return quote(plain, safe="/?=&;,~:@!$'()*+") + anchor  # another page of this installation
        return self._known(found + anchor if found else None, value)

    def _known(self, found: str | None, value: str) -> str | None:
        if found is None:
            self.broken.append(value)
        return found
