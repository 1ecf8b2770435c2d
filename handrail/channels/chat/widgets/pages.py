"""What everybody may ask of a widget: its script, its words, a page that holds nothing but the chat."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets.script import packed, script_of
from handrail.channels.chat.widgets.words import LANGUAGES, words_in
from handrail.ui.fragments import render

KEPT = 60  # seconds, by browsers and proxies


@require_safe
def script(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The script that a page names in its one tag."""
    return send_script(request, script_of(widget_or_404(public_id)).plain.decode(), kept=KEPT)


def send_script(request: HttpRequest, text: str, *, kept: int) -> HttpResponse:
    """A script, compressed as well as can be, for pages of any origin; kept for so many seconds."""
    told = packed(text)
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        told.packed if takes_gzip else told.plain, content_type="text/javascript; charset=utf-8"
    )
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    _for_everybody(response, kept)
    response.headers["ETag"] = f"W/{told.tag}" if takes_gzip else told.tag
    same = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return same if isinstance(same, HttpResponse) else response


@require_safe
def words(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the window says in one language (`lang`); asked for when it is opened."""
    language = request.GET.get("lang", "")
    if language not in LANGUAGES:
        raise Http404
    response = JsonResponse(
        words_in(widget_or_404(public_id), language), json_dumps_params={"ensure_ascii": False}
    )
    _for_everybody(response, KEPT)
    return response


@require_safe
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The chat alone, for who has no page to put it in: a link to it may stand in a mail or in a guide.

    In the language that the address names (`lang`), else in that of the browser.
    """
    widget, language = widget_or_404(public_id), request.GET.get("lang", "")
    if not widget.is_active:
        raise Http404
    with translation.override(language if language in LANGUAGES else get_language()):
        return render(request, "chat/page.html", {"widget": widget})


def _for_everybody(response: HttpResponse, kept: int) -> None:
    response.headers["Cache-Control"] = f"public, max-age={kept}" if kept else "private, no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Vary"] = "Accept-Encoding"


def widget_or_404(public_id: uuid.UUID) -> Widget:
    """The widget with this public id; a stranger learns nothing more of one that is not there."""
    found = Widget.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
