"""Before a chat: whether somebody is there, and the first message."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation

from handrail.channels.chat.identity import read_identity
from handrail.channels.chat.keys import hash_of, kept_once
from handrail.channels.chat.limits import LONGEST_NAME, LONGEST_PAGE, LONGEST_PHASE, LONGEST_TAG
from handrail.channels.chat.models import Chat, Widget
from handrail.channels.chat.open import facts_of, says_to_visitors, state_of
from handrail.channels.chat.reading import read_one
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.speaking import language_of
from handrail.channels.chat.verbs import Beginning, Taken, begin
from handrail.channels.chat.views.doors import body_of, public_chat_door, widget_of
from handrail.channels.chat.views.values import email_in, fields_in, line_in, once_in, said_in
from handrail.channels.notices import notice_for
from handrail.channels.suggesting import has_articles, suggested
from handrail.core.abuse import Verdict, client_address, hashed, issue, judge
from handrail.helpcenter.sites import site_around


@public_chat_door("GET")
def state(request: HttpRequest, widget: uuid.UUID) -> dict[str, Any]:
    """Whether somebody is there now, and what to say about it."""
    found = widget_of(request, widget)
    page, phase = request.GET.get("page", "")[:LONGEST_PAGE], request.GET.get("phase", "")[:LONGEST_PHASE]
    now = state_of(found, timezone.now(), facts_of(found), page=page, phase=phase)
    until = now.says_until.isoformat() if now.says_until else None
    notice = notice_for(site_around(request), translation.get_language() or "en")
    says = " ".join(filter(None, (notice, says_to_visitors(now, found))))
    work = issue("chat", ip=client_address(request))._asdict()
    told = {"open": now.state, "says": says, "until": until, "work": work}
    return told | {"articles": has_articles(request)}


@public_chat_door("GET")
def articles(request: HttpRequest, widget: uuid.UUID) -> dict[str, Any]:
    """Public articles that may answer what a visitor is typing (`q`) before a chat begins."""
    widget_of(request, widget)
    found = suggested(request, request.GET.get("q", ""), translation.get_language() or "en")
    return {"articles": [one._asdict() for one in found]}


@public_chat_door("POST")
def begin_chat(request: HttpRequest, widget: uuid.UUID) -> HttpResponse:
    """Begin a chat with its first message; the same again is answered as before.

    From here on all is in the visitor's language, errors too: that of the address, else that of the body.
    """
    found, told = widget_of(request, widget), body_of(request)
    if (spoken := line_in(told, "lang", LONGEST_TAG)) and not request.GET.get("lang"):
        translation.activate(language_of(spoken))  # until the door puts back what was active before
    said = _beginning(found, told)
    said = replace(said, held=_why_held(request, told, said), connection=_connection(request))
    try:
        chat, is_new = _begin(found, said)
    except Taken:
        raise Refused("taken") from None
    read = read_one(chat, 0, translation.get_language() or "en")
    answer = {
        "chat": str(chat.conversation.public_id),
        "cursor": read.cursor,
        "state": read.state,
        "entries": list(read.entries),
    }
    return JsonResponse(answer, status=201 if is_new else 200)


def _connection(request: HttpRequest) -> str:
    ip = client_address(request)
    return hashed(ip, timezone.now()) if ip else ""


def _why_held(request: HttpRequest, told: dict[str, Any], said: Beginning) -> str:
    """Why it is kept aside as spam would be, in one word, or "". What has begun before is not judged again.

    A flood is refused; a token that is too old or used up is asked for anew. A browser that cannot do the
    work (a page without https) sends no number: that is held, not lost. Who is vouched for is not held for
    what others did from the same connection. Work that was done begins one chat: the key is part of what may
    come again, as everybody may choose their own `once`.
    """
    if Chat.objects.filter(key_hash=said.key_hash).exists():
        return ""
    given = told.get("proof")
    proof = given if isinstance(given, dict) else {}
    once = str(kept_once(said.key_hash, said.once))
    verdict, why = judge("chat", {**proof, "once": once}, ip=client_address(request))
    if verdict == Verdict.REFUSE:
        raise Refused("often", wait=60)
    if why in ("token", "old", "spent") or (why == "work" and proof.get("number")):
        raise Refused("refused")
    if why == "trouble" and said.vouched is not None:
        return ""
    return why if verdict == Verdict.HOLD else ""


def _begin(widget: Widget, said: Beginning) -> tuple[Chat, bool]:
    """Two requests at once: who comes second waits for the first, and finds what that has begun."""
    try:
        return begin(widget.mailbox, widget=widget, said=said)
    except IntegrityError:
        return begin(widget.mailbox, widget=widget, said=said)


def _beginning(widget: Widget, told: dict[str, Any]) -> Beginning:
    try:
        key_hash = hash_of(str(told.get("key", "")))
    except ValueError:
        raise Refused("wrong") from None
    language = translation.get_language() or "en"
    vouched = read_identity(widget, told.get("identity"))
    name = line_in(told, "name", LONGEST_NAME) or (vouched.name if vouched else "")
    return Beginning(
        key_hash=key_hash,
        once=once_in(told),
        text=said_in(told),
        name=name,
        email=email_in(told),
        page=line_in(told, "page", LONGEST_PAGE),
        phase=line_in(told, "phase", LONGEST_PHASE),
        language=language,
        fields=fields_in(told, widget.fields, language),
        vouched=vouched,
    )
