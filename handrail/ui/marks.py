"""The marks that stand in every row: drawn by Python once, then remembered."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from babel import Locale
from markupsafe import Markup

from handrail.ui import words
from handrail.ui.icons import icon


@lru_cache(maxsize=8192)
def avatar(name: str, size: str = "", labelled: bool = False, kind: str = "") -> Markup:
    """A round letter for a person, or a sign for the house itself (kind "system").

    Sizes: s 18, none 24, l 32, xl 40 px. The name must stand beside it, or be given with `labelled`.
    """
    said = (
        Markup(' role="img" aria-label="{0}" title="{0}"').format(name)
        if labelled
        else Markup(' aria-hidden="true"')
    )
    looks = Markup(' data-size="{}"').format(size) if size else Markup("")
    looks += (
        Markup(' data-kind="{}"').format(kind) if kind else Markup(' data-hue="{}"').format(words.hue(name))
    )
    inside = icon("bot") if kind == "system" else words.initials(name)
    return Markup('<span class="avatar"{}{}>{}</span>').format(looks, said, inside)


def lang(code: str | None) -> Markup:
    """A language as two letters, its name in the reader's language on hover."""
    return _lang(code, words.reader_locale()) if code else Markup("")


@lru_cache(maxsize=2048)
def _lang(code: str, _locale: Locale) -> Markup:
    short = code.split("-")[0].upper()
    return Markup('<abbr class="lang" title="{}">{}</abbr>').format(words.language_name(code), short)


def moment(at: datetime, form: str = "when") -> Markup:
    """A moment, in full on hover; `form`: when (08:14, yesterday 08:14, 12 Nov), ago (2 hours ago), day."""
    shown = {"when": words.when, "ago": words.ago, "day": words.day}[form](at)
    told = (at.isoformat(), words.exact(at), form, shown)
    return Markup('\n<time datetime="{}" title="{}" data-fresh="{}">{}</time>\n').format(*told)


@lru_cache(maxsize=16)
def state(category: str) -> Markup:
    """The dot of a status: open, waiting, others, closed. Its name must stand beside it."""
    return Markup('<span class="state" data-category="{}"></span>').format(category)
