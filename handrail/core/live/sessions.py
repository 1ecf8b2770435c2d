"""Who is behind a session cookie, and word to the streams when that may have changed."""

from __future__ import annotations

import json
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.http import HttpRequest

from handrail.core.asgi_types import Scope, header
from handrail.core.verbs import CHANNEL


def session_key(scope: Scope) -> str:
    """The session cookie of a request, or ""."""
    try:
        cookies = SimpleCookie(header(scope, b"cookie").decode("latin-1"))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def agent_behind(key: str) -> int | None:
    """Primary key of the agent who is signed in with this session; asks the database."""
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return user.pk if user.is_authenticated else None


def check_agent(agent_id: int) -> None:
    """Let the agent's open streams look again, in every process, what they may see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"agent": agent_id})])


def watch_sign_out() -> None:
    """End the streams of a session soon after its sign-out."""
    user_logged_out.connect(_signed_out, dispatch_uid=__name__)


def _signed_out(user: Any = None, **_: object) -> None:
    if user is not None and user.pk is not None:
        check_agent(user.pk)
