"""Macros that draw the same for the same words (buttons, menu lines, tags) are drawn once per language."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import timezone
from markupsafe import Markup

from handrail.ui.phrases import spoken

# A macro is pure when its text depends on its arguments and the language alone.
PURE = ("button", "icon_button", "item", "kbd", "tag", "badge", "priority")
MOST_KEPT = 4096
_PLAIN = frozenset((str, Markup, int, bool, type(None)))


def kept(macro: Callable[..., Any]) -> Callable[..., Any]:
    """The macro, drawn once for each language and each set of plain arguments; others are drawn anew."""

    @lru_cache(maxsize=MOST_KEPT)
    def draw(
        _language: str | None, _types: tuple[type, ...], args: tuple[Any, ...], named: tuple[Any, ...]
    ) -> Any:
        return macro(*args, **dict(named))

    def call(*args: Any, **named: Any) -> Any:
        values = (*args, *named.values())
        types = tuple(map(type, values))
        if not _PLAIN.issuperset(types) and not all(map(_is_plain, values)):
            return macro(*args, **named)
        # With their types: safe markup equals the same text that must be escaped, and 1 equals True.
        return draw(spoken(), types, args, tuple(named.items()))

    return call


def _is_plain(value: object) -> bool:
    return type(value) in _PLAIN or _is_row(value)


def _is_row(value: object) -> bool:
    """A named tuple, or a tuple of them: their fields have one type each, so they are their own keys."""
    return isinstance(value, tuple) and (hasattr(value, "_fields") or all(map(_is_row, value)))


def this_minute() -> str:
    """The minute and the reader's zone: what relative times depend on."""
    return f"{int(time.time() // 60)} {timezone.get_current_timezone_name()}"
