"""In which language a reader reads, and what the page around the words speaks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from handrail.helpcenter.models import Site


class InLanguage(Protocol):
    """A text of something in one language."""

    language: str


Text = TypeVar("Text", bound=InLanguage)


def chosen(request: HttpRequest, site: Site) -> str:
    """The site's language that the reader's browser likes best, else the site's first one."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    found = (nearest(code, site.languages) for code, _quality in accepted)
    return next((code for code in found if code), site.fallback)


def nearest(code: str, offered: Iterable[str]) -> str:
    """The offered language that is this one, or speaks the same with another region; empty for none."""
    by_code = {one.lower(): one for one in offered}
    wanted = code.lower()
    plain = wanted.split("-")[0]
    alike = (one for low, one in by_code.items() if low.split("-")[0] == plain)
    return by_code.get(wanted) or by_code.get(plain) or next(alike, "")


def is_language(code: str) -> bool:
    """Whether this is the code of a language, as far as anybody knows."""
    return own_name(code) != code


def around(language: str, site: Site) -> str:
    """What the page around an article speaks: its language where Handrail does, else the site's first one."""
    ours = dict(settings.LANGUAGES)
    return nearest(language, ours) or nearest(site.fallback, ours) or settings.LANGUAGE_CODE


def best_last(texts: Iterable[Text], language: str, site: Site) -> list[Text]:
    """Texts of many things in the order in which the last of each thing is the one to show: any, then the one
    in the site's first language, then the one in `language`.
    """
    rank = {site.fallback: 1} | {language: 2}
    return sorted(texts, key=lambda one: rank.get(one.language, 0))


@lru_cache(maxsize=256)
def own_name(code: str) -> str:
    """What a language calls itself, as a list of languages shows it; the code where nobody knows."""
    if known := dict(settings.LANGUAGES).get(code):
        return known
    try:
        name = Locale.parse(code, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else code
