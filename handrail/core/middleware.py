"""What every request goes through before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


class Utf8Middleware:
    """Forms and addresses are read as UTF-8, whatever charset a request claims.

    Our pages are UTF-8, so browsers send UTF-8 (WHATWG HTML, 4.10.21.5). Django would believe a claim such
    as `rot13`, which decodes nothing, or `unicode_escape`, which makes characters no database keeps.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the request's charset set."""
        request.encoding = "utf-8"
        return self.get_response(request)
