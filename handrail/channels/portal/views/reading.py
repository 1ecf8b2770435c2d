"""My requests: the list, one of them, its files."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from handrail.channels.portal.expecting import expected
from handrail.channels.portal.requests import COLLEAGUES, Request, find, find_file, page_of, read
from handrail.channels.portal.views.door import Guest, for_customers, for_guests
from handrail.core import blobs
from handrail.helpcenter.logos import logo_of

SENT = "sent"
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
CAGE = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@for_customers
def listing(guest: Guest) -> HttpResponse:
    """My requests, the newest first, with their last answers."""
    told, mine = guest.request.GET, guest.mine
    states = ("open", "closed") if mine.organisation is None else ("open", "closed", COLLEAGUES)
    state = told.get("state", "") if told.get("state") in states else ""
    page = page_of(mine, state=state, after=_key(told.get("after", "")))
    is_first = "after" not in told
    return guest.show("portal/list.html", page=page, state=state, states=states, is_first=is_first)


@require_safe
@for_customers
def one(guest: Guest, public_id: uuid.UUID) -> HttpResponse:
    """One request with all that was said to each other; with `sent`, one's own newest words are marked."""
    request = read_one(guest, public_id)
    newest = next((one.message.pk for one in reversed(request.said) if one.by_you), None)
    return show_one(guest, request, sent=newest if SENT in guest.request.GET else None)


@require_safe
@for_customers
def file(guest: Guest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """A file of one's own request: pictures are shown, all else is a download in a cage."""
    found = find_file(guest.mine, public_id)
    kind = found.content_type if found.content_type in SHOWN else "application/octet-stream"
    response = HttpResponse(blobs.open_bytes(found.blob_id), content_type=kind)
    header = content_disposition_header(kind not in SHOWN, found.name)
    response.headers["Content-Disposition"] = header or "attachment"
    response.headers["Content-Security-Policy"] = CAGE
    return response


@require_safe
@for_guests
def logo(guest: Guest) -> HttpResponse:
    """The brand's logo."""
    return logo_of(guest.portal.brand)


@for_guests
def missing(guest: Guest, rest: str = "") -> HttpResponse:
    """Every other address below the portal's."""
    return guest.missing()


def read_one(guest: Guest, public_id: uuid.UUID) -> Request:
    """The request, if it is theirs; raises DoesNotExist."""
    mine = guest.mine
    return read(mine, find(mine, public_id))


def show_one(guest: Guest, request: Request, status: int = 200, **more: object) -> HttpResponse:
    """The page of one request; `more` is what was wrong with what they wrote."""
    context: dict[str, object] = {
        "one": request,
        "expected": expected(request),
        "once": uuid.uuid4(),
        "errors": {},
        "text": "",
        "unsent": False,
        "closing": False,
        "sent": None,
    }
    return guest.show("portal/one.html", status=status, **(context | more))


def address_of_sent(public_id: uuid.UUID) -> str:
    """Where the sender sees that it came: at their own new words, which the page marks."""
    return f"{reverse('portal_request', args=[public_id])}?{SENT}=1#{SENT}"


def _key(text: str) -> uuid.UUID | None:
    """The public id in an address; a list does not go on behind what is none."""
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
