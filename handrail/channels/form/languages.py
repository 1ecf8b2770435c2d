"""In which language a form speaks: what the visitor chose, else what the browser asks for, else its first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

_KNOWN = {code for code, _name in settings.LANGUAGES}


def choose_language(languages: Sequence[str], wanted: str, accepted: str) -> str:
    """One of the form's languages; `accepted` is an Accept-Language header (RFC 9110 §12.5.4)."""
    offered = {code.lower(): code for code in languages}
    asked = [wanted, *(code for code, _weight in parse_accept_lang_header(accepted[:500]))]
    for code in asked:
        if found := offered.get(code.lower()) or offered.get(code.lower().partition("-")[0]):
            return found
    return languages[0] if languages else "en"


def language_of(request: HttpRequest, languages: Sequence[str]) -> str:
    """The language for a request: `lang` in its address or its form, then what the browser asks for."""
    wanted = request.GET.get("lang", "") or request.POST.get("lang", "")
    return choose_language(languages, wanted, request.headers.get("Accept-Language", ""))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Our own words in this language, where we have them; in English where we do not."""
    short = language.partition("-")[0]
    with translation.override(language if language in _KNOWN else short if short in _KNOWN else "en"):
        yield
