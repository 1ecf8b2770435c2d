"""Begin a conversation: a mail to somebody, or what a customer told us by phone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_agents, mailbox_or_404
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, require
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Category, Draft, DraftKind, Entry
from handrail.conversations.queries.assignees import names_at
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.known_people import known_people
from handrail.conversations.queries.reading import all_statuses
from handrail.conversations.statuses import find_status
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.drafting import DraftRefused, drop_draft, drop_file, keep_file
from handrail.core.requests import posted_number
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create
from handrail.ui.fragments import render
from handrail.workspace.hints import calls, hint
from handrail.workspace.pages import address_of, can_send, snooze_choices, spot_of
from handrail.workspace.views.composer import Hinted, answer_files, draft_too_long, file_of, too_many_files
from handrail.workspace.views.inbox import go_to
from handrail.workspace.views.sending import offer_back
from handrail.workspace.written import kind_of, leaves_at, people_of, words_of

TEMPLATE = "workspace/new.html"
_LAST_FROM = "new conversation from"  # in the session: the next one is likely to begin from the same mailbox


def _for_those_who_write(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever begins a conversation answers customers and knows their addresses."""

    @wraps(view)
    def door(request: HttpRequest, agent: Agent, /, *args: Any, **kwargs: Any) -> HttpResponse:
        require(agent.role, May.REPLY)
        require(agent.role, May.ADDRESSES)
        return view(request, agent, *args, **kwargs)

    return for_agents(door)


@require_safe
@_for_those_who_write
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """An empty page; what is written there is kept under its own address."""
    return _page(request, agent, uuid.uuid4(), None)


@require_safe
@_for_those_who_write
def new_draft(request: HttpRequest, agent: Agent, key: uuid.UUID) -> HttpResponse:
    """What one has begun to write; an empty page when it is no longer there."""
    return _page(request, agent, key, _draft(agent, key))


@require_POST
@_for_those_who_write
def send(request: HttpRequest, agent: Agent, key: uuid.UUID) -> HttpResponse:
    """Send it, or write the call down (`kind`), and go to the conversation that begins so."""
    mailbox = mailbox_or_404(agent, posted_number(request, "mailbox"))
    draft = _draft(agent, key)
    try:
        for upload in request.FILES.getlist("files"):
            draft = draft or _save(request, agent, key, mailbox, anyway=True)
            keep_file(draft, file_of(upload))
        entry = _start(request, agent, key, mailbox, draft)
    except Hinted as doubt:
        return _page(request, agent, key, draft, error=str(doubt), hinted=True)
    except DraftRefused:
        return _page(request, agent, key, draft, error=too_many_files())
    except ValidationError as problem:
        return _page(request, agent, key, draft, error=" ".join(problem.messages))
    request.session[_LAST_FROM] = mailbox.pk
    response = go_to(request, spot_of(request).of(entry.conversation.number))
    if kind_of(request) == DraftKind.CALL:
        return response
    return offer_back(response, request, agent, entry.conversation.number, entry)


def _start(
    request: HttpRequest, agent: Agent, key: uuid.UUID, mailbox: Mailbox, draft: Draft | None
) -> Entry:
    language = request.POST.get("language", "")
    words = replace(
        words_of(request),
        subject=request.POST.get("subject", "").strip()[:500],
        language=language if language in dict(settings.LANGUAGES) else None,
    )
    if not words.text.strip() and not (draft and draft.attachments.exists()):
        raise ValidationError(_("Write something first: the message is empty."))
    about: dict[str, Any] = {"agent": agent, "draft": draft, "once": key}
    if kind_of(request) == DraftKind.CALL:
        return _call(request, mailbox, words, about)
    people = people_of(request, [], mailbox.own_addresses)
    _refuse(request, mailbox, draft, words, people)
    first = people["to"][0]
    customer = find_or_create(first["address"], first["name"], language=words.language or "")
    about["send_after"], about["is_scheduled"] = leaves_at(request, agent)
    about["then"] = find_status(posted_number(request, "then"))
    words = replace(words, recipients=people)
    return verbs.start_with_mail(mailbox, customer=customer, words=words, **about)


def _call(request: HttpRequest, mailbox: Mailbox, words: Words, about: dict[str, Any]) -> Entry:
    customer = _caller(request, mailbox)
    if address := next(iter(customer.addresses.values_list("value", flat=True)), ""):
        words = replace(words, sender={"name": customer.name, "address": address})
    return verbs.start_with_call(mailbox, customer=customer, words=words, **about)


def _refuse(
    request: HttpRequest, mailbox: Mailbox, draft: Draft | None, words: Words, people: dict[str, Any]
) -> None:
    """Say what is missing or may be wrong before anything is made."""
    if not people["to"]:
        raise ValidationError(_("Say to whom it goes: write an address into the line To."))
    if not can_send(mailbox.pk):
        raise ValidationError(_("This mailbox cannot send yet: choose another one."))
    if request.POST.get("hinted") or "html" not in request.POST:
        return
    if "@" in words.text and (doubt := calls(words.text, names_at(mailbox.pk))):
        raise Hinted(doubt)
    named = [person for some in people.values() for person in some]
    if doubt := hint(words.text, named, has_files=bool(draft and draft.attachments.exists())):
        raise Hinted(doubt)


def _caller(request: HttpRequest, mailbox: Mailbox) -> Customer:
    """Who called: by their address if one is given, else somebody new of that name."""
    line = " ".join(request.POST.get("to", "").split())
    if "@" in line:
        person = people_of(request, [], mailbox.own_addresses)["to"][0]
        return find_or_create(person["address"], person["name"])
    if not line:
        raise ValidationError(_("Say who called: a name or an address."))
    return find_or_create("", line)


@require_POST
@_for_those_who_write
def draft(request: HttpRequest, agent: Agent, key: uuid.UUID) -> HttpResponse:
    """Keep what is being written (204), or throw it away (`discard`)."""
    if request.POST.get("discard"):
        if found := _draft(agent, key):
            drop_draft(found)
        return go_to(request, address_of("drafts"))
    mailbox = mailbox_or_404(agent, posted_number(request, "mailbox"))
    try:
        _save(request, agent, key, mailbox)
    except DraftRefused:
        return draft_too_long()
    return HttpResponse(status=204)


@require_POST
@_for_those_who_write
def draft_files(request: HttpRequest, agent: Agent, key: uuid.UUID) -> HttpResponse:
    """Keep files with the draft (`files`), or take one off (`take_off`); as for an answer."""
    found, kept = _draft(agent, key), list[Attachment]()
    try:
        if found and (taken := request.POST.get("take_off", "")):
            drop_file(found, uuid.UUID(taken))
        for upload in request.FILES.getlist("files"):
            found = found or _save(request, agent, key, _first_mailbox(agent), anyway=True)
            kept.append(keep_file(found, file_of(upload, inline=bool(request.POST.get("inline")))))
    except ValueError:
        return JsonResponse({"error": too_many_files()}, status=422)
    return answer_files(request, found, kept, address_of("new_files", key))


@require_safe
@_for_those_who_write
def suggestions(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Customers whose name or address begins with what is typed last (`q`): those one may know of."""
    typed = request.GET.get("q", "").rpartition(",")[2].strip()
    before = request.GET.get("q", "").rpartition(",")[0]
    context = {"people": known_people(agent, typed), "before": f"{before.strip()}, " if before else ""}
    return render(request, "workspace/people_suggestions.html", context)


def _draft(agent: Agent, key: uuid.UUID) -> Draft | None:
    return (
        Draft.objects.visible_to(agent)
        .filter(key=key, conversation=None, beside=None)
        .prefetch_related("attachments")
        .first()
    )


def _save(
    request: HttpRequest, agent: Agent, key: uuid.UUID, mailbox: Mailbox, *, anyway: bool = False
) -> Draft:
    """Keep the draft; `anyway` also an empty one, which is to get a file."""
    lines = ("text", "html", "to", "cc", "bcc", "subject", "language")
    facts: dict[str, Any] = {name: request.POST.get(name, "") for name in lines}
    kept = verbs.save_new_draft(key=key, agent=agent, mailbox=mailbox, kind=kind_of(request), **facts)
    if kept is None and anyway:
        return Draft.objects.get_or_create(key=key, agent=agent, defaults={"mailbox": mailbox})[0]
    return kept or Draft(key=key, agent=agent, mailbox=mailbox)


def _mailboxes(agent: Agent) -> list[Mailbox]:
    return list(Mailbox.objects.visible_to(agent).distinct().order_by("name"))


def _first_mailbox(agent: Agent) -> Mailbox:
    mailboxes = _mailboxes(agent)
    if not mailboxes:
        raise Http404
    return next((mailbox for mailbox in mailboxes if can_send(mailbox.pk)), mailboxes[0])


def _page(
    request: HttpRequest,
    agent: Agent,
    key: uuid.UUID,
    draft: Draft | None,
    *,
    error: str = "",
    hinted: bool = False,
) -> HttpResponse:
    mailboxes = [(mailbox, can_send(mailbox.pk)) for mailbox in _mailboxes(agent)]
    asked = {"to": request.GET["to"][:320]} if draft is None and request.GET.get("to") else {}
    told, last = request.POST if error else asked, request.session.get(_LAST_FROM)
    statuses = [one for one in all_statuses() if one.category != Category.OTHERS]
    context: dict[str, Any] = {
        "agent": agent,
        "spot": spot_of(request),
        "key": key,
        "draft": draft,
        "told": told,
        "files": list(draft.attachments.all()) if draft else [],
        "views": count_views(agent),
        "found": None,
        "mailboxes": sorted(mailboxes, key=lambda one: (not one[1], one[0].pk != last)),
        "statuses": statuses,
        "waiting": Category.WAITING,
        "snooze_choices": snooze_choices(timezone.localtime()),
        "error": error,
        "hinted": hinted,
    }
    return render(request, TEMPLATE, context, status=422 if error else 200)
