"""What all addresses of the widget's API have in common: CORS, limits, language, errors, the key."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from handrail.channels.chat.keys import hash_of
from handrail.channels.chat.limits import LARGEST_BODY, LARGEST_FILE
from handrail.channels.chat.models import Chat, Widget
from handrail.channels.chat.origins import allows
from handrail.channels.chat.refusals import REASONS, Refused
from handrail.channels.chat.speaking import language_of
from handrail.core.statements import Statement

P = ParamSpec("P")
Answer = HttpResponse | dict[str, Any] | None
_ALLOWED = "authorization, content-type"
_ROOM_FOR_FORM = 64 * 1024  # what multipart says around a file


def public_chat_door(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], Answer]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """An address that pages of other origins call, without a session: nothing here stands on a cookie, so
    there is no CSRF to guard against. Answers JSON (None: 204); Refused becomes its status and sentence.
    """

    def open_door(
        view: Callable[Concatenate[HttpRequest, P], Answer],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            with translation.override(_language(request)):
                response = _answer(request, methods, lambda: view(request, *args, **kwargs))
            return _with_headers(request, response, methods)

        return door

    return open_door


def _answer(request: HttpRequest, methods: tuple[str, ...], ask: Callable[[], Answer]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method not in methods:
        wrong = REASONS["wrong"]
        return JsonResponse({"error": gettext(wrong.says), "code": "wrong"}, status=405)
    try:
        told = ask()
    except Refused as refused:
        response: HttpResponse = JsonResponse(refused.as_data(gettext), status=REASONS[refused.code].status)
        if refused.wait:
            response.headers["Retry-After"] = str(refused.wait)
        return response
    if told is None:
        return HttpResponse(status=204)
    return told if isinstance(told, HttpResponse) else JsonResponse(told)


def _language(request: HttpRequest) -> str:
    return language_of(request.GET.get("lang") or translation.get_language_from_request(request))


def _with_headers(request: HttpRequest, response: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    """Origins are told from one another by the page's own widget: see `require_origin`."""
    origin = getattr(request, "allowed_origin", "*")
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Origin, Accept-Language"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
        response.headers["Access-Control-Allow-Headers"] = _ALLOWED
        response.headers["Access-Control-Max-Age"] = "600"
    return response


def require_origin(request: HttpRequest, widget: Widget) -> None:
    """Raise Refused for a page that may not show this widget; such a page cannot even read why it failed."""
    origin = request.headers.get("Origin", "")
    if not allows(widget.origins, origin):
        request.allowed_origin = ""  # type: ignore[attr-defined]
        raise Refused("origin")
    if widget.origins and origin:
        request.allowed_origin = origin  # type: ignore[attr-defined]


def widget_of(request: HttpRequest, public_id: uuid.UUID) -> Widget:
    """The widget that a page shows; raises Refused for none, one that was put away, or another's page."""
    widget = Widget.objects.select_related("mailbox").filter(public_id=public_id, is_active=True).first()
    if widget is None:
        raise Refused("none")
    require_origin(request, widget)
    return widget


def chat_of(request: HttpRequest) -> Chat:
    """The chat whose key the request brings. All that is wrong with a key looks alike: 401, nothing more."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    try:
        key_hash = hash_of(key.strip()) if scheme.lower() == "bearer" else ""
    except ValueError:
        key_hash = ""
    found: list[Chat] = _BY_KEY.objects(key_hash) if key_hash else []
    if not found:
        raise Refused("unknown")
    chat = found[0]
    require_origin(request, chat.widget)
    return chat


def _by_key(key_hash: str) -> QuerySet[Chat]:
    return Chat.objects.filter(key_hash=key_hash).select_related("conversation__customer", "widget")


_BY_KEY = Statement(_by_key)


def writer_of(request: HttpRequest) -> Chat:
    """The same, for what a visitor writes: raises Refused for whom the team has blocked."""
    chat = chat_of(request)
    if chat.blocked_at:
        raise Refused("blocked")
    return chat


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; raises Refused."""
    if len(request.body) > LARGEST_BODY:
        raise Refused("large")
    try:
        told = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refused("wrong") from None
    if not isinstance(told, dict):
        raise Refused("wrong")
    return told


def require_file_size(request: HttpRequest) -> None:
    """Raise Refused before a form with too large a file is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + _ROOM_FOR_FORM:
        raise Refused("large")
