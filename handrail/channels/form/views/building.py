"""Forms, as leads build them: the list, one with its preview, one question."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.form import building
from handrail.channels.form.fields import ONE_OF_ITS_KIND, FieldType, FormField, fields_of, put, said
from handrail.channels.form.forms import FactsForm, NewForm
from handrail.channels.form.languages import speaking
from handrail.channels.form.models import Form, Submission, SubmissionState
from handrail.channels.form.question_forms import FIXED, QuestionForm, new_question
from handrail.channels.form.reading import Sent
from handrail.channels.form.showing import shown_form
from handrail.ui.fragments import partial, render


@require_http_methods(["GET", "HEAD"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The forms of the mailboxes one sees, and how many sendings are held."""
    forms = Form.objects.select_related("mailbox").filter(mailbox__in=Mailbox.objects.visible_to(agent))
    context = {"agent": agent, "forms": forms, "held": held_of(agent).count(), "section": "forms"}
    return render(request, "form/forms.html", context)


def held_of(agent: Agent) -> Any:
    """What is held or could not be read, of the mailboxes one sees."""
    states = (SubmissionState.HELD, SubmissionState.FAILED)
    seen = Mailbox.objects.visible_to(agent)
    return Submission.objects.filter(state__in=states, form__mailbox__in=seen).select_related("form")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make a form."""
    form = NewForm(request.POST or None, by=agent)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("form", building.add_form(**form.cleaned_data, by=agent).pk)
        except ValidationError as problem:
            form.add_error(None, problem)
    context = {"agent": agent, "form": form, "section": "forms"}
    return render(request, "form/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One form: its questions, its words, its look, and how to use it."""
    kept = form_or_404(agent, pk)
    form = FactsForm(request.POST or None, by=agent, form=kept)
    if request.method == "POST" and form.is_valid():
        try:
            building.change_form(kept, facts=form.facts, by=agent)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("form", pk)
    context = {"agent": agent, "form": form, "kept": kept, "section": "forms", "questions": _lines(kept)}
    context |= {
        "types": _types(kept),
        "page": _absolute("form_page", kept),
        "send": _absolute("form_send", kept),
    }
    context |= {"script": _absolute("form_script", kept)} | _drawn(kept)
    return render(request, "form/form.html", context, status=422 if form.errors else 200)


def _lines(form: Form) -> list[dict[str, Any]]:
    first = form.languages[0]
    return [
        {"one": one, "label": said(one.label, first, first), "type": FieldType(one.type).label}
        for one in fields_of(form.fields)
    ]


def _types(form: Form) -> list[tuple[str, Any]]:
    """What may still be asked."""
    has = {one["type"] for one in form.fields}
    return [(value, label) for value, label in FieldType.choices if value not in ONE_OF_ITS_KIND & has]


def _absolute(name: str, form: Form) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[form.slug])


def _drawn(form: Form, language: str = "") -> dict[str, Any]:
    language = language if language in form.languages else form.languages[0]
    with speaking(language):
        return {"shown": shown_form(form, language, Sent())}


@require_POST
@for_admins
def order(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Put the questions in another order; the answer is the preview."""
    kept = form_or_404(agent, pk)
    wanted = {"order": request.POST.getlist("order")[:100]}
    building.order_questions(
        kept, **wanted, up=request.POST.get("up", ""), down=request.POST.get("down", ""), by=agent
    )
    return preview_of(request, form_or_404(agent, pk)) if partial(request) else redirect("form", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def preview(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The form as it would look with what stands in the page and is not saved yet; nothing is kept."""
    kept = form_or_404(agent, pk)
    if request.method == "POST" and "type" in request.POST:
        one = _question(kept, request.POST.get("key", ""), request.POST["type"])
        form = QuestionForm(request.POST, form=kept, one=one)
        if form.is_valid():
            kept.fields = [each.as_json() for each in put(fields_of(kept.fields), form.question)]
    elif request.method == "POST":
        facts = FactsForm(request.POST, by=agent, form=kept)
        facts.is_valid()
        kept.texts = facts.texts
    return preview_of(request, kept)


def preview_of(request: HttpRequest, form: Form) -> HttpResponse:
    """The preview alone."""
    language = request.GET.get("lang", "")
    response = render(request, "form/preview.html", _drawn(form, language))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add_question(request: HttpRequest, agent: Agent, pk: int, type: str) -> HttpResponse:
    """Ask something more."""
    kept = form_or_404(agent, pk)
    return _ask(request, agent, kept, _question(kept, "", type))


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def question(request: HttpRequest, agent: Agent, pk: int, key: str) -> HttpResponse:
    """Change a question."""
    kept = form_or_404(agent, pk)
    return _ask(request, agent, kept, _question(kept, key, ""))


def _question(form: Form, key: str, kind: str) -> FormField:
    if key:
        found = next((one for one in fields_of(form.fields) if one.key == key), None)
    else:
        found = new_question(form, kind) if kind in FieldType.values else None
    if found is None:
        raise Http404
    return found


def _ask(request: HttpRequest, agent: Agent, kept: Form, one: FormField) -> HttpResponse:
    form = QuestionForm(request.POST or None, form=kept, one=one)
    if request.method == "POST" and form.is_valid():
        try:
            building.put_question(kept, form.question, by=agent)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("form", kept.pk)
    context = {
        "agent": agent,
        "form": form,
        "kept": kept,
        "one": one,
        "section": "forms",
        "fixed": one.type in FIXED,
    }
    shown = put(fields_of(kept.fields), one if one.key else FormField("new", one.type, label=one.label))
    kept.fields = [each.as_json() for each in shown]
    context |= {"type": FieldType(one.type).label} | _drawn(kept)
    return render(request, "form/question.html", context, status=422 if form.errors else 200)


@require_POST
@for_admins
def remove_question(request: HttpRequest, agent: Agent, pk: int, key: str) -> HttpResponse:
    """Ask this no more."""
    building.remove_question(form_or_404(agent, pk), key, by=agent)
    messages.success(request, _("Saved."))
    return redirect("form", pk)


def form_or_404(agent: Agent, pk: int) -> Form:
    """The form, if the agent sees its mailbox; Http404 as for one that is not there."""
    seen = Form.objects.select_related("mailbox").filter(mailbox__in=Mailbox.objects.visible_to(agent))
    form = seen.filter(pk=pk).first()
    if form is None:
        raise Http404
    return form
