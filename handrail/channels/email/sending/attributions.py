"""The line above what is quoted, in the customer's language.

It is a form that programs read, and no string of the interface: our own reader must know each of them again
(`quoting/words.py`), so they stand here together and not in the catalogues.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from babel.dates import format_datetime

_LINES = {
    "en": "On {date}, {name} wrote:",
    "ar": "في {date}، كتب {name}:",
    "de": "Am {date} schrieb {name}:",
    "es": "El {date}, {name} escribió:",
    "fr": "Le {date}, {name} a écrit :",
    "it": "Il {date}, {name} ha scritto:",
    "nl": "Op {date} schreef {name}:",
    "pl": "{date}, {name} pisze:",
    "pt": "Em {date}, {name} escreveu:",
    "ro": "Pe {date}, {name} a scris:",
    "ru": "{date}, {name} пишет:",
    "sl": "Dne {date} je {name} napisal(a):",
}
LANGUAGES = tuple(_LINES)


def attribution(language: str | None, name: str, at: datetime) -> str:
    """Who wrote when, on one line (`at` is shown in its own zone); English where we have no words."""
    known = language if language in _LINES else "en"
    date = format_datetime(at, "d MMMM y HH:mm", locale=known)
    return _LINES[known].format(date=date, name=" ".join(name.split())[:100] or "?")


def attribution_html(language: str | None, name: str, at: datetime) -> str:
    """The same as a paragraph of HTML."""
    return f"<p>{escape(attribution(language, name, at))}</p>"
