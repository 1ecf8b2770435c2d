"""After a form of paths, guides and insights: what was refused is told, and the page comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """A ValidationError within ends what is done there; its words stand on the next page."""
    try:
        yield
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))


def in_its_language(posted: QueryDict, page: str, pk: int) -> str:
    """The address of a page, in the language (`language`) in which it was being written."""
    language = posted.get("language", "")
    return reverse(page, args=[pk]) + (f"?{urlencode({'language': language})}" if language else "")
