"""The endpoint for forms inside a product, for scripts of web sites, and for plain forms elsewhere."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.channels.form.guarding import judge_program, may_be_held
from handrail.channels.form.intake import Arrival, take
from handrail.channels.form.languages import choose_language, language_of, speaking
from handrail.channels.form.models import Form
from handrail.channels.form.reading import Sent
from handrail.channels.form.views.open_doors import (
    allowing,
    for_everybody,
    may_post_from,
    once_of,
    read_for,
    sent_by,
)
from handrail.channels.form.views.pages import address_of_sent, draw_page
from handrail.core.abuse import HONEYPOT, client_address

LARGEST_JSON = 4 * 1024 * 1024  # bytes


class Unreadable(ValueError):
    """What came is no sending of this form; `code` names it for programs, the words say what to do."""

    def __init__(self, code: str, says: str, status: int = 400) -> None:
        super().__init__(says)
        self.code, self.status = code, status


@require_http_methods(["POST", "OPTIONS"])
@for_everybody
def send(request: HttpRequest, form: Form) -> HttpResponse:
    """Take what a program, a script or a form elsewhere sends: 201 with a reference, or what is wrong."""
    origin = request.headers.get("Origin", "")
    if request.method == "OPTIONS":
        return allowing(HttpResponse(status=204), form, origin)
    with speaking(choose_language(form.languages, "", request.headers.get("Accept-Language", ""))):
        try:
            response = _answer(request, form, origin)
        except Unreadable as problem:
            told = {"error": str(problem), "code": problem.code}
            response = JsonResponse(told, status=problem.status)
    return allowing(response, form, origin)


def _answer(request: HttpRequest, form: Form, origin: str) -> HttpResponse:
    _refuse_closed(form, origin)
    once, language, sent = _read(request, form)
    is_page = "text/html" in request.headers.get("Accept", "")
    if sent.errors and is_page:
        return draw_page(request, form, language, sent, status=422)
    if sent.errors:
        told = {"error": _("Some fields are not filled in as they should be."), "code": "fields"}
        return JsonResponse({**told, "fields": sent.errors}, status=422)
    passed = judge_program({"once": str(once), HONEYPOT: request.POST.get(HONEYPOT)}, client_address(request))
    if passed.refused or (passed.held and not may_be_held(sent)):
        raise Unreadable("often", _("Too much has come from here: send it again in some minutes."), 429)
    submission = take(form, sent, Arrival(once, language, held=passed.held, page=once))
    if is_page:
        return redirect(address_of_sent(submission))
    number = submission.conversation.number if submission.conversation else None
    return JsonResponse({"reference": str(submission.public_id), "number": number}, status=201)


def _refuse_closed(form: Form, origin: str) -> None:
    if not may_post_from(form, origin):
        raise Unreadable("origin", _("This web site may not send this form."), 403)
    if not form.takes_programs:
        raise Unreadable("closed", _("This form takes nothing from programs: a lead can change that."), 403)


def _read(request: HttpRequest, form: Form) -> tuple[uuid.UUID, str, Sent]:
    if request.content_type == "application/json":
        return _read_json(request, form)
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Unreadable("type", _("Send JSON or multipart/form-data."), 415)
    language = language_of(request, form.languages)
    return _once(request.POST.get("once")), language, sent_by(request, form, language)


def _read_json(request: HttpRequest, form: Form) -> tuple[uuid.UUID, str, Sent]:
    if len(request.body) > LARGEST_JSON:
        raise Unreadable(
            "large", _("At most 4 MB of JSON can be sent: send files as multipart/form-data."), 413
        )
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unreadable("json", _("This is not JSON.")) from None
    if not isinstance(told, Mapping) or not isinstance(told.get("fields"), Mapping):
        raise Unreadable("json", _('Send an object with "fields", an object of answers by their keys.'))
    accepted = request.headers.get("Accept-Language", "")
    language = choose_language(form.languages, str(told.get("language") or ""), accepted)
    with speaking(language):
        sent = read_for(form, dict(told["fields"]), {}, language)
        unknown = told["fields"].keys() - {one["key"] for one in form.fields}
        says = _("This form has no such field.")
        sent.errors.update(dict.fromkeys(sorted(map(str, unknown))[:20], says))
    return _once(told.get("once")), language, sent


def _once(raw: object) -> uuid.UUID:
    try:
        return once_of(raw)
    except ValueError:
        raise Unreadable("once", _("“once” must be a UUID, the same for each try of one sending.")) from None
