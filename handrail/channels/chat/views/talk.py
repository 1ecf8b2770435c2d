"""In a chat: what the visitor sends, reads and decides. The key in `Authorization` is the only way in."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.http import content_disposition_header

from handrail.assistant.dialogue.deciding import Choice
from handrail.channels.chat import assisting, verbs
from handrail.channels.chat.hearing import tell_agents
from handrail.channels.chat.keys import kept_once
from handrail.channels.chat.limits import (
    LARGE_FILE,
    LARGEST_FILE,
    LONGEST_RATING,
    MOST_FILES_AN_HOUR,
    MOST_LARGE_AN_HOUR,
    type_of,
)
from handrail.channels.chat.models import Chat, Told
from handrail.channels.chat.reading import read_one, visible_file
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.verbs import Said
from handrail.channels.chat.views.doors import (
    body_of,
    chat_of,
    public_chat_door,
    require_file_size,
    writer_of,
)
from handrail.channels.chat.views.values import (
    email_in,
    id_of,
    ids_in,
    once_in,
    said_in,
    text_in,
    whole_in,
)
from handrail.conversations.live import page_of
from handrail.conversations.verbs import File
from handrail.core import blobs
from handrail.core.abuse import client_address, within
from handrail.core.live import VISITOR, Writer, tell_writing
from handrail.core.requests import whole_number

_SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_BIGGEST_PLACE = 2**63 - 1
_HOUR = 3600  # seconds


@public_chat_door("POST")
def send(request: HttpRequest) -> dict[str, Any]:
    """One message; the same `once` again is answered with the same entry."""
    chat, told = writer_of(request), body_of(request)
    files = ids_in(told, "files")
    said = Said(once_in(told), said_in(told, may_be_empty=bool(files)), files)
    entry = verbs.say(chat.conversation, chat=chat, said=said)
    place = Told.objects.values_list("pk", flat=True).get(chat=chat, entry=entry)
    read = read_one(chat, place - 1, _language())
    return {"entry": read.entries[0], "state": read.state}


@public_chat_door("POST")
def choose(request: HttpRequest) -> dict[str, Any]:
    """A click on what the assistant offers; the same `once` is one click."""
    chat, told = writer_of(request), body_of(request)
    once, choice = once_in(told), told.get("choice")
    if not isinstance(choice, str) or choice not in set(Choice):
        raise Refused("wrong")
    assisting.choose(chat, choice=Choice(choice), once=once)
    clicked = Told.objects.filter(chat=chat, entry__data__once=str(once)).order_by("pk")
    place = clicked.values_list("pk", flat=True).first() or _BIGGEST_PLACE
    read = read_one(chat, place - 1, _language())
    return {"state": read.state, "entries": list(read.entries)}


@public_chat_door("POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file for a message to come."""
    require_file_size(request)
    chat = writer_of(request)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.name:
        raise Refused("wrong")
    if not sent.size:
        raise Refused("hollow")
    if sent.size > LARGEST_FILE:
        raise Refused("large")
    if (kind := type_of(sent.name)) is None:
        raise Refused("type")
    _require_patience(request, sent.size)
    file = File(sent.name.replace("\x00", "")[-255:], kind, sent.read())
    kept = verbs.upload(chat.conversation, chat=chat, once=id_of(request.POST.get("once")), file=file)
    facts = {"id": str(kept.public_id), "name": kept.name, "size": kept.size, "type": kept.content_type}
    return JsonResponse({"file": facts}, status=201)


def _require_patience(request: HttpRequest, size: int) -> None:
    """Raise Refused where one connection has sent its share of files of this size."""
    what, most = ("chat file", MOST_FILES_AN_HOUR)
    if size > LARGE_FILE:
        what, most = ("chat large file", MOST_LARGE_AN_HOUR)
    if not within(what, client_address(request), most=most, seconds=_HOUR):
        raise Refused("often", wait=_HOUR)


@public_chat_door("GET")
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file of what the visitor was told; all but plain pictures are downloads."""
    found = visible_file(chat_of(request), public_id)
    if found is None:
        raise Refused("none")
    is_picture = found.content_type in _SHOWN
    kind = found.content_type if is_picture else "application/octet-stream"
    response = HttpResponse(blobs.open_bytes(found.blob_id), content_type=kind)
    disposition = content_disposition_header(as_attachment=not is_picture, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@public_chat_door("GET")
def entries(request: HttpRequest) -> dict[str, Any]:
    """What comes after a place, oldest first."""
    chat = chat_of(request)
    after = whole_number(request.GET.get("after", "0"), digits=18)
    if after is None:
        raise Refused("wrong")
    read = read_one(chat, after, _language())
    return {
        "entries": list(read.entries),
        "state": read.state,
        "cursor": read.cursor,
        "seen": read.seen,
        "more": read.more,
    }


@public_chat_door("POST")
def typing(request: HttpRequest) -> None:
    """The visitor writes: agents who look at it are told for some seconds. What they write is not sent."""
    chat = writer_of(request)
    if chat.conversation.merged_into_id is None:
        tell_writing(Writer(page_of(chat.conversation), VISITOR, "chat"))


@public_chat_door("POST")
def seen(request: HttpRequest) -> None:
    """The visitor has read up to an entry."""
    chat = chat_of(request)
    place = whole_in(body_of(request), "entry", 0, _BIGGEST_PLACE)
    if verbs.see(chat, place=place) and chat.conversation.merged_into_id is None:
        read = Told.objects.filter(chat=chat, pk__lte=place).order_by("-pk").values_list("entry", flat=True)
        tell_agents(chat.conversation, seen=read.first())


@public_chat_door("POST")
def leave(request: HttpRequest) -> dict[str, Any]:
    """Leave an address to which the answer goes, and maybe a message."""
    chat, told = writer_of(request), body_of(request)
    text = said_in(told, may_be_empty=True)
    once = once_in(told) if text.strip() else None
    verbs.leave(chat.conversation, chat=chat, email=email_in(told, is_needed=True), once=once, text=text)
    return _standing(chat)


@public_chat_door("POST")
def end(request: HttpRequest) -> dict[str, Any]:
    """End the chat; what was asked is answered all the same."""
    chat = chat_of(request)
    by = chat.conversation.customer.as_actor(chat.name)
    verbs.end(chat.conversation, by=by, why="visitor")
    return _standing(chat)


@public_chat_door("POST")
def rate(request: HttpRequest) -> dict[str, Any]:
    """Say how well one was answered."""
    chat, told = writer_of(request), body_of(request)
    rating, text = whole_in(told, "rating", 1, 5), text_in(told, "text", LONGEST_RATING)
    verbs.rate(chat.conversation, rating=rating, text=text.strip())
    return _standing(chat)


@public_chat_door("POST")
def transcript(request: HttpRequest) -> HttpResponse:
    """Have what was said mailed to an address."""
    chat, told = writer_of(request), body_of(request)
    once = kept_once(chat.key_hash or "", once_in(told)) if told.get("once") else None
    verbs.send_transcript(chat.conversation, chat=chat, email=email_in(told, is_needed=True), once=once)
    return JsonResponse(_standing(chat), status=202)


@public_chat_door("POST")
def forget(request: HttpRequest) -> None:
    """End the chat, and forget the key."""
    verbs.forget(chat_of(request).conversation)


@public_chat_door()
def live(request: HttpRequest) -> None:
    """Only what a browser asks before the stream comes here; the stream itself is answered by `core.live`."""


def _standing(chat: Chat) -> dict[str, Any]:
    return {"state": read_one(chat, _BIGGEST_PLACE - 1, _language()).state}


def _language() -> str:
    return translation.get_language() or "en"
