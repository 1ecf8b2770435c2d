"""After a form of paths, guides and insights: what was refused is told, and the page comes back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse


class RefusalsTold:
    """`with RefusalsTold(request)`: a ValidationError ends what is within; the next page says its words."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __enter__(self) -> None:
        """Nothing is refused yet."""

    def __exit__(self, kind: object, problem: BaseException | None, where: object) -> bool:
        """Whether it was a refusal, which is told; all else goes on its way."""
        if not isinstance(problem, ValidationError):
            return False
        messages.error(self._request, " ".join(problem.messages))
        return True


def in_its_language(posted: QueryDict, page: str, pk: int) -> str:
    """The address of a page, in the language (`language`) in which it was being written."""
    language = posted.get("language", "")
    return reverse(page, args=[pk]) + (f"?{urlencode({'language': language})}" if language else "")
