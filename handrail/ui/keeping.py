"""Macros that draw the same for the same words (buttons, menu lines, tags) are drawn once per language."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

# A macro is pure when its text depends on its arguments and the language alone.
PURE = ("button", "icon_button", "item", "kbd", "tag", "badge", "priority")
MOST_KEPT = 4096
_PLAIN = (str, Markup, int, bool, type(None))


def kept(macro: Callable[..., Any]) -> Callable[..., Any]:
    """The macro, drawn once for each language and each set of plain arguments; others are drawn anew."""

    @lru_cache(maxsize=MOST_KEPT)
    def draw(_language: str | None, args: tuple[Any, ...], named: tuple[Any, ...]) -> Any:
        return macro(*(value for _type, value in args), **{name: value for name, _type, value in named})

    def call(*args: Any, **named: Any) -> Any:
        if not all(type(value) in _PLAIN or _is_row(value) for value in (*args, *named.values())):
            return macro(*args, **named)
        # With its type: safe markup equals the same text that must be escaped, and 1 equals True.
        typed = tuple((type(value), value) for value in args)
        return draw(get_language(), typed, tuple((name, type(value), value) for name, value in named.items()))

    return call


def _is_row(value: object) -> bool:
    """A named tuple, or a tuple of them: their fields have one type each, so they are their own keys."""
    return isinstance(value, tuple) and (hasattr(value, "_fields") or all(map(_is_row, value)))


def this_minute() -> str:
    """The minute and the reader's zone: what relative times depend on."""
    return f"{int(time.time() // 60)} {timezone.get_current_timezone_name()}"
