"""The kill switch and what goes to people: pages of the assistant's settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.dialogue.switching import remove_topic, resume, set_topic, stop
from handrail.assistant.dialogue.words_of import SHIPPED_TOPICS
from handrail.assistant.models import Topic
from handrail.assistant.topic_form import SentenceForm, TopicForm, forms_of
from handrail.ui.fragments import render


@require_POST
@for_admins
def switch(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Pull the kill switch (`to` "stop"), or let the assistant answer again."""
    if request.POST.get("to") == "stop":
        stop(by=agent)
        messages.success(request, _("Stopped. Who was in front of the assistant goes to people now."))
    else:
        resume(by=agent)
        messages.success(request, _("The assistant answers again where it is switched on."))
    return redirect("assistant_settings")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def topics(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What goes to people at once: shipped matters, and the team's own."""
    form = TopicForm(request.POST, **_of(request.POST.get("slug", ""))) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            _keep(form, agent)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("assistant_topics")
    return _draw(request, form)


def _keep(form: TopicForm, agent: Agent) -> None:
    told = form.cleaned_data
    if told["take_away"]:
        remove_topic(form.key, by=agent)
    else:
        set_topic(form.key, name=told.get("name", ""), words=form.words, is_on=told["is_on"], by=agent)


def _of(key: str) -> dict[str, Any]:
    """Which matter a form is of; none for a key that nobody has."""
    row = Topic.objects.filter(key=key).first()
    return {"key": key, "row": row} if row or key in SHIPPED_TOPICS else {}


def _draw(request: HttpRequest, wrong: TopicForm | None) -> HttpResponse:
    tried = SentenceForm(request.GET if "sentence" in request.GET else None)
    drawn = [*forms_of(list(Topic.objects.all())), TopicForm()]
    context = {
        "topics": [wrong if wrong and one.slug_now == wrong.slug_now else one for one in drawn],
        "tried": tried,
        "shown_matter": request.GET.get("matter", ""),
        "verdict": tried.verdict() if tried.is_valid() else None,
        "section": "assistant_settings",
        "part": "assistant_topics",
    }
    return render(request, "assistant/topics.html", context, status=422 if wrong else 200)
