"""What the composer's form says, as words that can be kept: from the editor, or from a plain text area."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.models import DraftKind
from handrail.conversations.queries.recipients import Person, is_own, read_people
from handrail.conversations.verbs import Words
from handrail.core.requests import typed_moment, whole_number
from handrail.core.rich_text import with_directions, written_html, written_text

FURTHEST = timedelta(days=366)
_KINDS = {"note": DraftKind.NOTE, "forward": DraftKind.FORWARD, "call": DraftKind.CALL}


def kind_of(request: HttpRequest) -> DraftKind:
    """What is written; "reply all" is a reply."""
    return _KINDS.get(request.POST.get("kind", ""), DraftKind.REPLY)


def words_of(request: HttpRequest) -> Words:
    """The words alone; the text of what the editor made is made here, so that both say the same."""
    html = written_html(request.POST.get("html", ""))
    if html:
        return Words(text=written_text(html), html=with_directions(html))
    return Words(text=request.POST.get("text", "").strip())


def lines_of(request: HttpRequest) -> dict[str, Any]:
    """What a draft keeps of the form, as it stands there."""
    lines: dict[str, Any] = {name: request.POST.get(name, "") for name in ("text", "html", "cc", "bcc")}
    return lines | {"to": request.POST.get("to"), "answers": answered_of(request)}


def people_of(request: HttpRequest, to: list[Person], own: list[str]) -> dict[str, list[Person]]:
    """To, Cc and Bcc; `to` when the form has no such line. Raises ValidationError that says what is wrong."""
    told = {name: read_people(request.POST.get(name, "")) for name in ("to", "cc", "bcc")}
    if "to" not in request.POST:
        told["to"] = to
    for person in (person for people in told.values() for person in people):
        if is_own(person["address"], own):
            raise ValidationError(
                _("%(address)s is our own address: take it out.") % {"address": person["address"]}
            )
    return told


def once_of(request: HttpRequest) -> uuid.UUID | None:
    """What makes this sending of the form the same as its repetition."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def answered_of(request: HttpRequest) -> int | None:
    """The entry that was chosen to be answered or forwarded."""
    return whole_number(request.POST.get("answers", "") or request.GET.get("answers", ""), digits=18)


def leaves_at(request: HttpRequest, agent: Agent) -> tuple[datetime | None, bool]:
    """When it may leave (none: at once), and whether that time was chosen. Raises ValidationError."""
    text = request.POST.get("later", "").strip()
    if text == "own":
        text = request.POST.get("own_time", "").strip() or "none"
    now = timezone.now()
    if not text:
        return (now + timedelta(seconds=agent.undo_seconds) if agent.undo_seconds else None), False
    chosen = typed_moment(text)
    if chosen is None or not now < chosen <= now + FURTHEST:
        raise ValidationError(_("Choose a time to come, within a year."))
    return chosen, True
