"""Writing: reply, note, draft, and the files of a draft."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.verbs import remember_after_send
from handrail.conversations import verbs
from handrail.conversations.models import Category, Draft, DraftKind, Entry
from handrail.conversations.queries.reading import read_written
from handrail.conversations.queries.recipients import Recipients, read_people, read_recipients
from handrail.conversations.queries.rows import number_beside
from handrail.conversations.statuses import find_status
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.drafting import DraftRefused
from handrail.conversations.verbs.fields import CloseRefused
from handrail.core.requests import whole_number
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import context_of, find_or_404, spot_of
from handrail.workspace.sending import has_way_out, keep_instead
from handrail.workspace.views.filling import close_refusal
from handrail.workspace.views.inbox import answer_changed, go_to

AFTERWARDS = ("next", "list", "stay")
STAYS: dict[str, str] = {Category.CLOSED: "close", Category.WAITING: "wait"}


@require_POST
@for_agents
def write(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Send the reply or keep the note (`kind`); `then` is a status' key, `after` where to go."""
    conversation, spot = find_or_404(agent, number), spot_of(request)
    try:
        _keep_files_without_script(request, agent, conversation)
    except DraftRefused:
        return answer_changed(request, agent, number, spot, _too_many_files())
    text = request.POST.get("text", "").strip()
    if not text and not _has_files(agent, conversation):
        return answer_changed(request, agent, number, spot, _("Write something first: the message is empty."))
    after = _after(request)
    beside = number_beside(spot.view, agent, conversation, order=spot.order.key) if after == "next" else None
    if request.POST.get("kind") != DraftKind.NOTE and not has_way_out(conversation):
        copies = {name: request.POST.get(name, "") for name in ("cc", "bcc")}
        says = keep_instead(conversation, agent, text, **copies)
        return answer_changed(request, agent, number, spot, says)
    chosen, before = read_recipients(conversation), _in_head(conversation)
    try:
        entry = _write(request, agent, conversation, text, chosen)
    except CloseRefused as problem:
        return answer_changed(request, agent, number, spot, close_refusal(problem))
    except ValidationError as problem:
        return answer_changed(request, agent, number, spot, " ".join(problem.messages))
    if after == "stay" and partial(request):
        reading = read_written(conversation, agent, since=entry.pk)
        changed = {"head_changed": _in_head(conversation) != before}
        return _written(request, context_of(agent, spot, reading, chosen) | changed)
    if after == "stay":
        return go_to(request, spot.of(number))
    return go_to(request, spot.of(beside) if beside else spot.address)


def _after(request: HttpRequest) -> str:
    after = request.POST.get("after", "stay")
    return "stay" if request.POST.get("kind") == DraftKind.NOTE or after not in AFTERWARDS else after


def _write(request: HttpRequest, agent: Agent, conversation: Any, text: str, chosen: Recipients) -> Entry:
    if request.POST.get("kind") == DraftKind.NOTE:
        return verbs.note(conversation, words=Words(text=text), by=agent.as_actor(), once=_once(request))
    if not chosen.to:
        raise ValidationError(_("This customer has no address to answer to: write a note instead."))
    copies = {"cc": chosen.cc}  # a guest sees masked addresses and types none: it goes to those who are there
    if not agent.is_guest:
        copies = {name: read_people(request.POST.get(name, "")) for name in ("cc", "bcc")}
    words = Words(text=text, subject=conversation.subject, recipients={"to": chosen.to, **copies})
    then = find_status(whole_number(request.POST.get("then", "")) or 0)
    entry = verbs.reply(conversation, words=words, by=agent.as_actor(), then=then, once=_once(request))
    if then and request.POST.get("after") in AFTERWARDS:
        remember_after_send(agent, f"{STAYS.get(then.category, 'keep')}_{request.POST['after']}")
    return entry


def _in_head(conversation: Any) -> tuple[object, ...]:
    """What the conversation's head shows of it besides the wait."""
    seen = ("subject", "status_id", "assignee_id", "priority", "snoozed_until")
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
    conversation = find_or_404(agent, number)
    if request.POST.get("discard"):
        verbs.discard_draft(conversation, agent=agent)
        return answer_changed(request, agent, number, spot_of(request))
    try:
        verbs.save_draft(
            conversation,
            agent=agent,
            kind=_kind(request),
            text=request.POST.get("text", ""),
            cc=request.POST.get("cc", ""),
            bcc=request.POST.get("bcc", ""),
        )
    except DraftRefused:
        return JsonResponse({"error": _("The draft is too long to be kept.")}, status=422)
    return HttpResponse(status=204)


@require_POST
@for_agents
def draft_files(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Keep files with the draft (`files`), or take one off (`remove`); answers with the draft's files."""
    conversation = find_or_404(agent, number)
    try:
        if remove := request.POST.get("remove", ""):
            verbs.detach_from_draft(conversation, agent=agent, file=uuid.UUID(remove))
        for upload in request.FILES.getlist("files"):
            verbs.attach_to_draft(conversation, agent=agent, kind=_kind(request), file=_file(upload))
    except ValueError:
        return JsonResponse({"error": _too_many_files()}, status=422)
    found = (
        Draft.objects.filter(agent=agent, conversation=conversation).prefetch_related("attachments").first()
    )
    files = list(found.attachments.all()) if found else []
    context = {"agent": agent, "spot": spot_of(request), "conversation": conversation, "files": files}
    return render(request, "workspace/composer.html", context, "files")


def _too_many_files() -> str:
    return _("That file cannot be kept: up to 20 files fit in one message.")


def _keep_files_without_script(request: HttpRequest, agent: Agent, conversation: Any) -> None:
    for upload in request.FILES.getlist("files"):
        verbs.attach_to_draft(conversation, agent=agent, kind=_kind(request), file=_file(upload))


def _has_files(agent: Agent, conversation: Any) -> bool:
    return Draft.objects.filter(agent=agent, conversation=conversation, attachments__isnull=False).exists()


def _file(upload: UploadedFile[bytes]) -> File:
    return File(upload.name or "file", upload.content_type or "application/octet-stream", upload.read())


def _once(request: HttpRequest) -> uuid.UUID | None:
    """What makes this sending of the form the same as its repetition."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _kind(request: HttpRequest) -> str:
    return DraftKind.NOTE if request.POST.get("kind") == DraftKind.NOTE else DraftKind.REPLY
