"""Fields, as admins build them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.fields.choices import DEEPEST, Choices, ChoicesWrong, from_json
from handrail.conversations.fields.facts import OWN_CHOICES, FieldType
from handrail.conversations.forms.choices import edited, lines_of, told_wrong
from handrail.conversations.forms.fields import FieldForm
from handrail.conversations.models import Field
from handrail.conversations.settings.fields import add_field, change_field, order_fields, retire_field
from handrail.conversations.views.answers import ordered, tell, wishes
from handrail.core.remembered import forget_remembered
from handrail.ui.fragments import render

_NAMES = ("label", "help", "required")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All fields in their order; POST puts them into another one."""
    if request.method == "POST":
        order_fields(by=agent, **wishes(request))
        return ordered(request, "fields")
    fields = list(Field.objects.prefetch_related("mailboxes"))
    context = {
        "agent": agent,
        "fields": [field for field in fields if field.retired_at is None],
        "retired": [field for field in fields if field.retired_at],
        "seen": set(Mailbox.objects.visible_to(agent).values_list("pk", flat=True)),
        "section": "fields",
    }
    return render(request, "conversations/fields.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Make a field."""
    form = FieldForm(request.POST or None, by=agent)
    if request.method == "POST" and form.is_valid():
        type_of = FieldType(form.cleaned_data["type"])
        try:
            choices = edited((), request.POST, deepest=_deepest(type_of)) if type_of in OWN_CHOICES else ()
            facts = {name: form.cleaned_data[name] for name in _NAMES}
            add_field(type=type_of, choices=choices, mailboxes=form.chosen_mailboxes, by=agent, **facts)
        except ChoicesWrong as problem:
            form.add_error(None, told_wrong(problem))
        except ValidationError as problem:
            tell(form, problem)
        else:
            return _saved(request, "fields")
    return _page(request, agent, form, None, ())


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
@transaction.atomic
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a field and its choices; two who add choices at once both keep theirs."""
    field = _field_or_404(pk, lock=request.method == "POST")
    choices, form = from_json(field.choices), FieldForm(request.POST or None, by=agent, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            if field.type in OWN_CHOICES:
                choices = edited(choices, request.POST, deepest=_deepest(field.type))
            facts = {name: form.cleaned_data[name] for name in _NAMES}
            change_field(field, choices=choices, mailboxes=form.chosen_mailboxes, by=agent, **facts)
        except ChoicesWrong as problem:
            form.add_error(None, told_wrong(problem))
        except ValidationError as problem:
            tell(form, problem)
        else:
            is_step = {"up", "down", "on", "off"} & request.POST.keys()
            return _saved(request, "field", pk) if is_step else _saved(request, "fields")
    return _page(request, agent, form, field, choices)


@require_POST
@for_admins
def retire(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Retire a field, or offer it again (`back`)."""
    retire_field(_field_or_404(pk), back="back" in request.POST, by=agent)
    return _saved(request, "fields")


def _saved(request: HttpRequest, name: str, *args: object) -> HttpResponse:
    forget_remembered()  # this process shows it at once, the others in two seconds
    messages.success(request, _("Saved."))
    return redirect(name, *args)


def _page(
    request: HttpRequest, agent: Agent, form: FieldForm, field: Field | None, choices: Choices
) -> HttpResponse:
    context = {"agent": agent, "form": form, "field": field, "lines": lines_of(choices), "section": "fields"}
    context |= {"added": request.POST.get("add", "") if form.errors else ""}
    context |= {"own_choices": field is None or field.type in OWN_CHOICES}
    context |= {"in_levels": field is None or field.type == FieldType.TREE}
    return render(request, "conversations/field.html", context, status=422 if form.errors else 200)


def _deepest(type_of: str) -> int:
    return DEEPEST if type_of == FieldType.TREE else 1


def _field_or_404(pk: int, *, lock: bool = False) -> Field:
    rows = Field.objects.select_for_update() if lock else Field.objects.all()
    field = rows.filter(pk=pk).first()
    if field is None:
        raise Http404
    return field
