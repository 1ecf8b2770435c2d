"""The few pages the shell says itself, without Django's views, templates or a database."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from http import HTTPStatus

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.utils.translation.trans_real import parse_accept_lang_header

from handrail.core.asgi_types import Headers, Scope, header

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto 0;padding:0 1.5rem;"
    "color:light-dark(#1d2430,#e6e9ef);background:light-dark(#fbfbfa,#14171c)}"
    "h1{font-size:1.375rem;margin:0 0 .5rem}p{margin:0;color:light-dark(#4d5767,#a3adbd)}"
)
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"

_TEXTS = {
    "too_large": (
        413,
        gettext_noop("This is too large"),
        gettext_noop("At most %(size)s MB can be sent at once. Send less, or send it in several parts."),
    ),
    "too_slow": (
        408,
        gettext_noop("That took too long"),
        gettext_noop("What you sent arrived too slowly and was not kept. Please try again."),
    ),
    "busy": (
        503,
        gettext_noop("Too much at once"),
        gettext_noop("More people are asking than can be answered right now. Please try again in a moment."),
    ),
    "stopping": (
        503,
        gettext_noop("Handrail is being restarted"),
        gettext_noop("Please try again in a moment. If you sent something, look first whether it is there."),
    ),
    "database_away": (
        503,
        gettext_noop("Handrail cannot reach its database"),
        gettext_noop("What was saved is safe. Please try again in a moment."),
    ),
    "disk_full": (
        507,
        gettext_noop("There is no room left on the disk"),
        gettext_noop(
            "Nothing of this was saved. An admin must make room on the disk of the database; then try again."
        ),
    ),
    "disk_full_away": (
        503,
        gettext_noop("The disk is full, so the database has stopped"),
        gettext_noop(
            "What was saved is safe. An admin must make room on the disk; then Handrail goes on by itself."
        ),
    ),
    "broken": (
        500,
        gettext_noop("Something went wrong here"),
        gettext_noop(
            "The error was written to the log. Please try again, or tell the people who run Handrail."
        ),
    ),
}


class Refusal(Exception):
    """The shell answers by itself; `name` is one of the texts above."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.values = values


def notice(refusal: Refusal, scope: Scope, retry_after: int) -> tuple[int, Headers, bytes]:
    """Status, headers and page for a refusal, in the browser's language."""
    status, title, text = _TEXTS[refusal.name]
    with translation.override(_language(scope)):
        page = _page(_(title), _(text) % refusal.values, retry_after if _may_reload(scope, status) else None)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", _POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", str(retry_after).encode()))
    return status, headers, page


def _may_reload(scope: Scope, status: int) -> bool:
    return status == HTTPStatus.SERVICE_UNAVAILABLE and scope["method"] == "GET"


def _page(title: str, text: str, reload_after: int | None) -> bytes:
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    again = f'<meta http-equiv="refresh" content="{reload_after}">' if reload_after else ""
    return (
        f'<!doctype html><html lang="{translation.get_language()}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">{again}'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    ).encode()


def _language(scope: Scope) -> str:
    wanted = header(scope, b"accept-language").decode("latin-1")
    for code, _weight in parse_accept_lang_header(wanted):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
