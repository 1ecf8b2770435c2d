"""The hosted page of a form, the same in a frame, and what follows when it was sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.assistant.beforehand import answered_by
from handrail.channels.form.asking import address_of
from handrail.channels.form.fields import FieldType, fields_of
from handrail.channels.form.guarding import Passed, judge_page, may_be_held
from handrail.channels.form.intake import Arrival, take
from handrail.channels.form.languages import language_of, speaking
from handrail.channels.form.models import Form, Submission
from handrail.channels.form.reading import Sent
from handrail.channels.form.showing import shown_form
from handrail.channels.form.views.open_doors import (
    allowing,
    closed,
    for_everybody,
    frames_of,
    once_of,
    sent_by,
)
from handrail.channels.leading import leads_to
from handrail.channels.notices import notice_for
from handrail.channels.portal.configuring import portal_now
from handrail.channels.suggesting import Asking, ShownAnswer, answered, has_articles, looked_up, page_in
from handrail.core.abuse import client_address, issue
from handrail.helpcenter.contact import read_before
from handrail.helpcenter.counting import contacted
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.sites import site_around
from handrail.ui.fragments import render

_SALT = "handrail.form.sent"
_SHOWN_FOR = 60 * 60 * 24  # seconds in which the page of what was sent can be read again


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def page(request: HttpRequest, form: Form, *, embedded: bool = False) -> HttpResponse:
    """Show the form; POST sends it and leads to a page with its number."""
    language = language_of(request, form.languages)
    with speaking(language):
        sent, status = Sent(), 200
        if request.method == "POST":
            sent = sent_by(request, form, language)
            if "answered" in request.POST:
                return _answered(request, form, language, embedded=embedded)
            if answer := _answer_first(request, form, sent, language):
                return _drawn(request, form, language, sent, embedded=embedded, answer=answer)
            if not sent.errors and (done := _take(request, form, sent, language, embedded=embedded)):
                return done
            status = 429 if "" in sent.errors else 422
            _ask_again_for_files(sent)
        return _drawn(request, form, language, sent, status=status, embedded=embedded)


def _ask_again_for_files(sent: Sent) -> None:
    """A browser forgets them with the page that it sent; nobody should find out by what is missing."""
    for key in sent.files:
        sent.errors.setdefault(key, _("Please choose your files again: they were not sent."))


def _answer_first(request: HttpRequest, form: Form, sent: Sent, language: str) -> ShownAnswer | None:
    """An answer to show before it is sent: once, if there is one, and where no files would be lost."""
    if sent.errors or sent.files or request.POST.get("anyway"):
        return None
    return answered(request, question_of(form, sent), page_in(request.POST), asking_in(form, language))


def question_of(form: Form, sent: Sent) -> str:
    """What is asked, in the words of whoever fills it in."""
    asked = [one.key for one in fields_of(form.fields) if one.type in (FieldType.SUBJECT, FieldType.MESSAGE)]
    return "\n".join(sent.values[key] for key in asked if key in sent.values)


def asking_in(form: Form, language: str) -> Asking:
    """Who fills in a form, as the assistant is asked for them: a stranger."""
    return Asking("form", language, STRANGER, form.answers_first, form.mailbox)


def _answered(request: HttpRequest, form: Form, language: str, *, embedded: bool) -> HttpResponse:
    """The answer was enough: nothing is sent."""
    if page := page_in(request.POST):
        answered_by(page, "form")
    context = {"shown": shown_form(form, language, Sent()), "embedded": embedded}
    response = render(request, "form/answered.html", context)
    response.headers["Content-Language"] = language
    return closed(response, frames_of(form) if embedded else "'none'")


def _take(
    request: HttpRequest, form: Form, sent: Sent, language: str, *, embedded: bool
) -> HttpResponse | None:
    """Keep it and lead on; None when it must be sent once more: the page says why, with what was typed."""
    once = _once(request, sent)
    passed = judge_page({**request.POST.dict(), "once": str(once)}, client_address(request))
    if passed.held and not may_be_held(sent):
        passed = Passed(refused=True)
    if passed.again or passed.refused:
        sent.errors[""] = _("This page was open for a long time. Please press the button once more.")
        if passed.refused:
            sent.errors[""] = _("Too much came from your connection. Please send it again in some minutes.")
        return None
    submission = take(form, sent, Arrival(once, language, passed.held, page_in(request.POST)))
    contacted(read_before(request.GET.get("articles", "")), submission.conversation)
    return redirect(address_of_sent(submission, embedded=embedded))


def _once(request: HttpRequest, sent: Sent) -> uuid.UUID:
    """The page's own, bound to what is sent: sent again with other words, it is another sending."""
    try:
        once = once_of(request.POST.get("once"))
    except ValueError:
        once = uuid.uuid4()
    return uuid.uuid5(once, sent.digest())


def address_of_sent(submission: Submission, *, embedded: bool = False) -> str:
    """Where the sender reads that it came, and its number."""
    token = signing.dumps(submission.public_id.hex, salt=_SALT)
    query = f"?lang={submission.language}{'&frame=1' if embedded else ''}"
    return reverse("form_sent", args=[submission.form.slug, token]) + query


def _drawn(
    request: HttpRequest,
    form: Form,
    language: str,
    sent: Sent,
    *,
    status: int = 200,
    embedded: bool = False,
    answer: ShownAnswer | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"embedded": embedded, "answer": answer}
    context["shown"] = shown_form(form, language, sent, plan=request.GET.get("plan", "")[:60])
    # The page that only shows an answer in between is the same one, and the work for it is done.
    context["challenge"] = {**request.POST.dict(), "bits": 0} if answer else issue("form")
    context["suggests"] = has_articles(request)
    context["once"] = request.POST.get("once") or uuid.uuid4()
    context["team_notice"] = notice_for(form.brand or site_around(request), language)
    response = render(request, "form/page.html", context, status=status)
    response.headers["Content-Language"] = language
    return closed(response, frames_of(form) if embedded else "'none'")


draw_page = _drawn


@require_safe
@for_everybody
def sent(request: HttpRequest, form: Form, token: str) -> HttpResponse:
    """It came: its number, when an answer can be expected and where, which only the sender reads."""
    try:
        key = uuid.UUID(signing.loads(token, salt=_SALT, max_age=_SHOWN_FOR))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    found = Submission.objects.select_related("conversation", "form")
    submission = found.filter(public_id=key, form=form).first()
    if submission is None:
        raise Http404
    language, embedded = language_of(request, form.languages), "frame" in request.GET
    with speaking(language):
        context: dict[str, Any] = {"shown": shown_form(form, language, Sent()), "embedded": embedded}
        context["number"] = submission.conversation.number if submission.conversation else None
        context["address"] = address_of(submission)
        context["leads_to"] = leads_to(form.brand or site_around(request), language)
        context["in_portal"] = form.mailbox in portal_now().mailboxes
        response = render(request, "form/sent.html", context)
    response.headers["Content-Language"] = language
    return closed(response, frames_of(form) if embedded else "'none'")


@require_http_methods(["POST", "OPTIONS"])
@for_everybody
def articles(request: HttpRequest, form: Form) -> HttpResponse:
    """The answer, or the articles, to what is being typed (`question`); for programs, too."""
    origin = request.headers.get("Origin", "")
    if request.method == "OPTIONS":
        return allowing(HttpResponse(status=204), form, origin)
    told = looked_up(request, asking_in(form, language_of(request, form.languages)))
    return allowing(JsonResponse(told), form, origin)
