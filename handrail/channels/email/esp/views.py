"""Webhooks of e-mail services. The address holds the secret; there is neither session nor CSRF token."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.channels.email.esp.hooks import (
    Forged,
    hook_connection,
    keep_events,
    keep_mails,
    read_events,
    read_mails,
)
from handrail.channels.email.models import Connection
from handrail.core.room import NoRoom
from handrail.core.vault import SecretUnreadableError

log = logging.getLogger("handrail.mail")
_LATER = 503
Work = Callable[[Connection, HttpRequest], int]


def _hook(work: Work) -> Callable[..., HttpResponse]:
    """200 once it is committed, 403 for what is forged, 400 for what nobody can read, 503 for not now."""

    @csrf_exempt
    @require_http_methods(["POST", "HEAD"])
    @wraps(work)
    def door(request: HttpRequest, service: str, token: str) -> HttpResponse:
        link = hook_connection(service, token)
        if link is None:
            raise Http404
        if request.method == "HEAD":  # some services look whether somebody is there
            return HttpResponse()
        if not link.is_active:
            return HttpResponse(status=_LATER)
        return _answer(work, link, request)

    return door


def _answer(work: Work, link: Connection, request: HttpRequest) -> HttpResponse:
    try:
        count = work(link, request)
    except Forged:
        log.warning("webhook.forged", extra={"connection": link.pk, "service": link.esp})
        return HttpResponse(status=403)
    except (NoRoom, SecretUnreadableError) as problem:
        _note(link, str(problem))
        return HttpResponse(status=_LATER)
    except DatabaseError:
        raise  # the shell says that the database is away; the service comes again
    except Exception as error:
        log.warning("webhook.unreadable", extra={"connection": link.pk}, exc_info=True)
        says = _(
            "The e-mail service posted what cannot be read (%(error)s): check which address it was given."
        )
        _note(link, says % {"error": type(error).__name__})
        return HttpResponse(status=400)
    return HttpResponse(f"{count}\n", content_type="text/plain")


def _note(link: Connection, problem: str) -> None:
    since = link.in_error_since or timezone.now()
    Connection.objects.filter(pk=link.pk).update(in_error=problem[:500], in_error_since=since)


@_hook
def mail(link: Connection, request: HttpRequest) -> int:
    """A service brings mail."""
    return keep_mails(link, read_mails(link, request))


@_hook
def events(link: Connection, request: HttpRequest) -> int:
    """A service tells what became of mail."""
    return keep_events(link, read_events(link, request))
