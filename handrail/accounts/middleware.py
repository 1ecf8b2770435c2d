"""Each page speaks the reader's language and shows times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.core.zones import zone

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The browser's language, until we know the person."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language the browser asks for."""
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class PersonMiddleware:
    """The agent's own language and time zone; pages for an agent are kept by no cache."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the agent's language; times in the agent's zone."""
        agent = get_user(request)
        if not isinstance(agent, Agent):
            return self.get_response(request)
        request.user = agent  # not the stand-in that finds out who it is: pages ask it hundreds of times
        if agent.language:
            translation.activate(agent.language)
        with timezone.override(zone(agent.time_zone)):
            response = self.get_response(request)
        # What customers wrote stays in no cache: after sign-out, Back shows the sign-in page.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal as a script hears it: the sentence, for a toast. A page gets the page of a 403."""
        if not isinstance(exception, NotAllowed) or request.headers.get("HX-Request") != "true":
            return None
        return HttpResponse(
            str(exception),
            status=403,
            content_type="text/plain; charset=utf-8",
            headers={"Handrail-Refusal": quote(str(exception))},  # headers must be ASCII
        )
