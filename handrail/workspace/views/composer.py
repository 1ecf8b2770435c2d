"""Writing in a conversation: reply, forward, note, draft, and the files of a draft."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.accounts.verbs import remember_after_send
from handrail.channels.chat import seats
from handrail.channels.door import door_of
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Category, Draft, DraftKind, Entry, Status
from handrail.conversations.queries.answering import answered_message, forwardable
from handrail.conversations.queries.assignees import names_at
from handrail.conversations.queries.reading import read_written
from handrail.conversations.queries.recipients import Recipients, read_recipients
from handrail.conversations.queries.rows import number_beside
from handrail.conversations.statuses import find_status
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.drafting import DraftRefused
from handrail.conversations.verbs.fields import CloseRefused
from handrail.conversations.verbs.overtaken import Overtaken
from handrail.core.masking import mask
from handrail.core.requests import posted_number
from handrail.ui.fragments import partial, render
from handrail.workspace.chatting import say, stands_in_widget, with_typed_address
from handrail.workspace.hints import calls, hint
from handrail.workspace.pages import context_of, find_or_404, spot_of
from handrail.workspace.sending import has_way_out, keep_instead
from handrail.workspace.views.filling import close_refusal
from handrail.workspace.views.inbox import answer_changed, go_to
from handrail.workspace.views.sending import offer_back
from handrail.workspace.written import answered_of, kind_of, leaves_at, lines_of, once_of, people_of, words_of

AFTERWARDS = ("next", "list", "stay")
STAYS: dict[str, str] = {Category.CLOSED: "close", Category.WAITING: "wait"}


@require_POST
@for_agents
def write(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Send the reply or forward, or keep the note (`kind`); `then` is a status' key, `after` where to go."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    if kind_of(request) != DraftKind.NOTE:
        require(agent.role, May.REPLY)
    try:
        _keep_files_without_script(request, agent, conversation)
    except DraftRefused:
        return answer_changed(request, agent, number, spot, too_many_files())
    words, kind = words_of(request), kind_of(request)
    if not words.text.strip() and kind != DraftKind.FORWARD and not _has_files(agent, conversation):
        return answer_changed(request, agent, number, spot, _("Write something first: the message is empty."))
    after = _after(request, kind)
    beside = number_beside(spot.view, agent, conversation, order=spot.order.key) if after == "next" else None
    chosen, before = read_recipients(conversation), _in_head(conversation)
    in_widget = stands_in_widget(conversation, kind, chosen)
    if kind != DraftKind.NOTE and not in_widget and not has_way_out(conversation):
        says = keep_instead(request, conversation, agent)
        return answer_changed(request, agent, number, spot, says)
    try:
        if in_widget:
            then = find_status(posted_number(request, "then"))
            entry = say(conversation, words, chosen, by=agent, once=once_of(request), then=then)
            _remember(request, agent, conversation, then)
        else:
            entry = _write(request, agent, conversation, words, chosen)
    except (Overtaken, CloseRefused, Hinted, ValidationError) as problem:
        return _refused(request, agent, number, problem)
    response = _afterwards(request, agent, conversation, entry, after, beside, chosen, before)
    is_gone = in_widget or kind == DraftKind.NOTE
    return response if is_gone else offer_back(response, request, agent, number, entry)


def _refused(request: HttpRequest, agent: Agent, number: int, problem: Exception) -> HttpResponse:
    """Why it was not sent, and what is new here; what was written stays in the composer."""
    says = str(problem)
    if isinstance(problem, CloseRefused):
        says = close_refusal(problem)
    elif isinstance(problem, ValidationError):
        says = " ".join(problem.messages)
    elif isinstance(problem, Overtaken):
        says = _("%(what)s Send again to send it all the same.") % {"what": problem}
        says = mask(says) if agent.is_guest else says
    hinted = isinstance(problem, Hinted)
    response = answer_changed(request, agent, number, spot_of(request), says, hinted=hinted)
    if isinstance(problem, Overtaken):  # who sends again has seen it
        response.headers["Handrail-Seen"] = str(problem.entry.pk)
    return response


class Hinted(Exception):
    """Something may have been overlooked; who sends again has seen it."""


def _afterwards(
    request: HttpRequest,
    agent: Agent,
    conversation: Any,
    entry: Entry,
    after: str,
    beside: int | None,
    chosen: Recipients,
    before: tuple[object, ...],
) -> HttpResponse:
    spot = spot_of(request)
    if after == "stay" and partial(request):
        conversation.is_mentioned = False  # who writes has answered
        reading = read_written(conversation, agent, since=entry.pk)
        changed = {"head_changed": _in_head(conversation) != before}
        return _written(request, context_of(agent, spot, reading, chosen) | changed)
    if after == "stay":
        return go_to(request, spot.of(conversation.number))
    return go_to(request, spot.of(beside) if beside else spot.address)


def _after(request: HttpRequest, kind: str) -> str:
    after = request.POST.get("after", "stay")
    return "stay" if kind != DraftKind.REPLY or after not in AFTERWARDS else after


def _people(
    request: HttpRequest, agent: Agent, conversation: Any, kind: str, chosen: Recipients
) -> dict[str, list[dict[str, str]]]:
    """Whom it goes to. A guest sees masked addresses and types none: it goes to those who are there."""
    if agent.is_guest:
        return {"to": chosen.to if kind == DraftKind.REPLY else [], "cc": chosen.cc, "bcc": []}
    suggested = chosen.to if kind == DraftKind.REPLY else []
    return people_of(request, suggested, conversation.mailbox.own_addresses)


def _write(request: HttpRequest, agent: Agent, conversation: Any, words: Words, chosen: Recipients) -> Entry:
    kind = kind_of(request)
    who: dict[str, Any] = {"by": agent.as_actor(), "once": once_of(request)}
    if kind == DraftKind.NOTE:
        return verbs.note(conversation, words=words, **who)
    people = with_typed_address(conversation, _people(request, agent, conversation, kind, chosen))
    is_unnamed = not people["to"] and _needs_address(conversation, kind)
    if is_unnamed or _forwards_to_nobody_else(request, kind, chosen):
        raise ValidationError(_nobody(conversation, kind))
    _hint(request, agent, conversation, words, people)
    send_after, is_scheduled = leaves_at(request, agent)
    if not is_scheduled and door_of(conversation.channel).is_live(conversation):
        send_after = None  # who sits in front of it is not kept waiting for one's second thoughts
    if kind == DraftKind.FORWARD:
        of = forwardable(conversation, answered_of(request))
        words = replace(words, subject=f"Fwd: {conversation.subject}".strip(), recipients=people)
        return verbs.forward(conversation, words=words, of=of, send_after=send_after, **who)
    words = replace(words, subject=conversation.subject, recipients=people)
    if answered := answered_message(conversation, answered_of(request)):
        words = replace(words, in_reply_to=(answered.message_id,) if answered.message_id else ())
    then = find_status(posted_number(request, "then"))
    when: dict[str, Any] = {"send_after": send_after, "is_scheduled": is_scheduled, "taker": agent}
    seen = posted_number(request, "seen") or None  # programs are not asked
    entry = verbs.reply(conversation, words=words, then=then, seen=seen, **when, **who)
    _remember(request, agent, conversation, then)
    return entry


def _remember(request: HttpRequest, agent: Agent, conversation: Any, then: Status | None) -> None:
    """What the agent has chosen to come after sending is offered first from now on, in chats and for mail."""
    if then and request.POST.get("after") in AFTERWARDS:
        keep = seats.remember_after_send if conversation.channel == "chat" else remember_after_send
        keep(agent, f"{STAYS.get(then.category, 'keep')}_{request.POST['after']}")


def _needs_address(conversation: Any, kind: str) -> bool:
    return kind == DraftKind.FORWARD or door_of(conversation.channel).needs_address


def _forwards_to_nobody_else(request: HttpRequest, kind: str, chosen: Recipients) -> bool:
    """Without script the line To still holds whom an answer would reach: that is not who was meant."""
    left = "html" not in request.POST and request.POST.get("to", "").strip() == chosen.to_text
    return kind == DraftKind.FORWARD and left


def _nobody(conversation: Any, kind: str) -> str:
    if kind == DraftKind.FORWARD:
        return _("Say to whom it goes: write an address into the line To.")
    if conversation.address_values:
        return _("Nobody is in the line To: write an address there.")
    return _("This customer has no address to answer to: write a note instead.")


def _hint(
    request: HttpRequest, agent: Agent, conversation: Any, words: Words, people: dict[str, Any]
) -> None:
    if request.POST.get("hinted") or "html" not in request.POST:  # asked once; programs are never asked
        return
    if "@" in words.text and (doubt := calls(words.text, names_at(conversation.mailbox_id))):
        raise Hinted(doubt)
    named = [person for some in people.values() for person in some]
    may_attach = kind_of(request) == DraftKind.REPLY
    if doubt := hint(words.text, named, has_files=not may_attach):
        if may_attach and _has_files(agent, conversation):
            doubt = hint(words.text, named, has_files=True)
        if doubt:
            raise Hinted(doubt)


def _in_head(conversation: Any) -> tuple[object, ...]:
    """What the conversation's head shows of it besides the wait."""
    seen = ("subject", "status_id", "assignee_id", "priority", "snoozed_until", "is_mentioned")
    return tuple(getattr(conversation, name) for name in seen)


def _written(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What changed: the new entry at the timeline's end, an empty composer, the head if it says more."""
    response = render(request, "workspace/written.html", context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#timeline", "beforeend"
    return response


@require_POST
@for_agents
def draft(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Keep what is being written (204), or throw it away (`discard`)."""
    conversation = find_or_404(agent, number, sides=True)
    if request.POST.get("discard"):
        verbs.discard_draft(conversation, agent=agent)
        if conversation.parent_id:
            return go_to(request, spot_of(request).beside(conversation))
        return answer_changed(request, agent, number, spot_of(request))
    try:
        verbs.save_draft(conversation, agent=agent, kind=kind_of(request), **lines_of(request))
    except DraftRefused:
        return draft_too_long()
    return HttpResponse(status=204)


@require_POST
@for_agents
def draft_files(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Keep files with the draft (`files`), or take one off (`take_off`); answers with the draft's files.

    A picture that goes between the words (`inline`) is answered with its Content-ID and address.
    """
    conversation = find_or_404(agent, number, sides=True)
    kept: list[Attachment] = []
    try:
        if taken := request.POST.get("take_off", ""):
            verbs.detach_from_draft(conversation, agent=agent, file=uuid.UUID(taken))
        for upload in request.FILES.getlist("files"):
            file = file_of(upload, inline=bool(request.POST.get("inline")))
            kept.append(verbs.attach_to_draft(conversation, agent=agent, kind=kind_of(request), file=file))
    except ValueError:
        return JsonResponse({"error": too_many_files()}, status=422)
    found = (
        Draft.objects.filter(agent=agent, conversation=conversation).prefetch_related("attachments").first()
    )
    address = spot_of(request).act("draft_files", number)
    return answer_files(request, found, kept, address)


def answer_files(
    request: HttpRequest, draft: Draft | None, kept: list[Attachment], address: str
) -> HttpResponse:
    """The draft's files as the composer lists them; or where the picture lies that was just brought."""
    if request.POST.get("inline") and kept:
        return JsonResponse({"cid": kept[0].content_id, "url": f"/files/{kept[0].public_id}/picture"})
    files = list(draft.attachments.all()) if draft else []
    return render(request, "workspace/composer.html", {"files": files, "files_address": address}, "files")


def draft_too_long() -> HttpResponse:
    """Why a draft is not kept."""
    return JsonResponse({"error": _("The draft is too long to be kept.")}, status=422)


def too_many_files() -> str:
    """Why a file is refused."""
    return _("That file cannot be kept: up to 20 files fit in one message.")


def _keep_files_without_script(request: HttpRequest, agent: Agent, conversation: Any) -> None:
    for upload in request.FILES.getlist("files"):
        verbs.attach_to_draft(conversation, agent=agent, kind=kind_of(request), file=file_of(upload))


def _has_files(agent: Agent, conversation: Any) -> bool:
    return Draft.objects.filter(agent=agent, conversation=conversation, attachments__isnull=False).exists()


def file_of(upload: UploadedFile[bytes], *, inline: bool = False) -> File:
    """An uploaded file; only plain pictures stand between words."""
    kind = upload.content_type or "application/octet-stream"
    shown = inline and kind in ("image/png", "image/jpeg", "image/gif", "image/webp")
    return File(upload.name or "file", kind, upload.read(), inline=shown)
