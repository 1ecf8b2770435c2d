"""The page that takes what was missing, behind the signed link of one mail."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.channels.form.asking import missing_fields, submission_of
from handrail.channels.form.completing import complete
from handrail.channels.form.languages import language_of, speaking
from handrail.channels.form.models import Submission
from handrail.channels.form.reading import Sent
from handrail.channels.form.showing import shown_form
from handrail.channels.form.views.open_doors import closed, sent_by
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the link is the secret
def more(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for what is missing; nothing of the conversation is shown here but its number."""
    submission = submission_of(token)
    if submission is None:
        raise Http404
    form = submission.form
    wanted = request.GET.get("lang") or submission.language
    language = wanted if wanted in form.languages else language_of(request, form.languages)
    with speaking(language):
        return closed(_answer(request, submission, token, language))


def _answer(request: HttpRequest, submission: Submission, token: str, language: str) -> HttpResponse:
    sent, fields = Sent(), missing_fields(submission)
    if request.method == "POST" and submission.completed_at is None:
        sent = sent_by(request, submission.form, language, fields)
        if not sent.errors:
            if sent.values or sent.files:
                complete(submission, sent)
            return redirect(f"{request.path}?lang={language}")
    conversation = submission.conversation
    context: dict[str, Any] = {
        "shown": shown_form(submission.form, language, sent, fields),
        "embedded": False,
    }
    context |= {
        "number": conversation.number if conversation else None,
        "is_done": bool(submission.completed_at),
    }
    response = render(request, "form/more.html", context, status=422 if sent.errors else 200)
    response.headers["Content-Language"] = language
    return response
