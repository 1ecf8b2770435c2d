"""Answer, close, reopen, and begin a request."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.accounts.models import Mailbox
from handrail.assistant.beforehand import answered_by
from handrail.channels.portal.asking import Sheet, answer, ask, close_request, reopen_request
from handrail.channels.portal.requests import CHANNEL, Request
from handrail.channels.portal.sharing import follow
from handrail.channels.portal.views.door import Guest, for_customers
from handrail.channels.portal.views.reading import address_of_sent, read_one, show_one
from handrail.channels.suggesting import Asking, ShownAnswer, answered, has_articles, looked_up, page_in
from handrail.core.requests import posted_number
from handrail.helpcenter.contact import read_before
from handrail.helpcenter.counting import contacted
from handrail.helpcenter.readers import reader_of_customer
from handrail.routing.waits import waits_said


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def new(guest: Guest) -> HttpResponse:
    """A new request."""
    if not guest.mailboxes:
        return guest.missing()
    if guest.request.method != "POST":
        return _form(guest, Sheet(""), {}, 200)
    if "answered" in guest.request.POST:
        return _answered(guest)
    sheet, key = sheet_of(guest.request), posted_number(guest.request, "mailbox")
    mailbox = next((one for one in guest.mailboxes if one.pk == key), guest.mailboxes[0])
    if answer := _answer_first(guest, sheet, mailbox):
        return _form(guest, sheet, {}, 200, chosen=mailbox.pk, answer=answer)
    try:
        made = ask(guest.visit, mailbox, sheet)
    except ValidationError as error:
        return _form(guest, sheet, errors_of(error), 422, chosen=mailbox.pk)
    contacted(read_before(guest.request.GET.get("articles", "")), made)
    return redirect(address_of_sent(made.public_id))


def _answer_first(guest: Guest, sheet: Sheet, mailbox: Mailbox) -> ShownAnswer | None:
    """An answer to show before it is sent: once, if there is one, and where no files would be lost."""
    if not (sheet.subject and sheet.text) or sheet.files or guest.request.POST.get("anyway"):
        return None
    return answered(guest.request, f"{sheet.subject}\n{sheet.text}", sheet.once, _asking(guest, mailbox))


def _answered(guest: Guest) -> HttpResponse:
    """The answer was enough: nothing is sent."""
    if page := page_in(guest.request.POST):
        answered_by(page, CHANNEL)
    return guest.show("portal/answered.html")


def _asking(guest: Guest, mailbox: Mailbox | None) -> Asking:
    reader = reader_of_customer(guest.visit.customer)
    return Asking(CHANNEL, guest.language, reader, guest.portal.answers_first, mailbox)


@require_POST
@for_customers
def articles(guest: Guest) -> HttpResponse:
    """The answer, or the articles, to what is being typed (`question`): of those this customer may read."""
    mailbox = guest.mailboxes[0] if len(guest.mailboxes) == 1 else None  # else nobody has chosen one yet
    return JsonResponse(looked_up(guest.request, _asking(guest, mailbox)))


@require_POST
@for_customers
def reply(guest: Guest, public_id: uuid.UUID) -> HttpResponse:
    """Say something more; with `closes`, and be done with it."""
    request, sheet = read_one(guest, public_id), sheet_of(guest.request)
    if not request.may_answer:
        return guest.missing()
    closes = "closes" in guest.request.POST and request.may_close
    try:
        answer(guest.visit, request, sheet, closes=closes)
    except ValidationError as error:
        told = {"errors": errors_of(error), "text": sheet.text, "once": sheet.once, "closing": closes}
        return show_one(guest, request, status=422, **told)
    return redirect(address_of_sent(public_id))


@require_POST
@for_customers
def set_state(guest: Guest, public_id: uuid.UUID) -> HttpResponse:
    """Close it (`closed` says 1) or open it again. Words in the box stay, unless it says "drop"."""
    request, sheet = read_one(guest, public_id), sheet_of(guest.request)
    if not request.may_close:
        return guest.missing()
    told = guest.request.POST.get("closed")
    closes = told in ("1", "drop")
    if told == "1" and not request.is_closed and not sheet.is_blank:
        return _keep(guest, request, sheet, closing=True)
    try:
        (close_request if closes else reopen_request)(guest.visit, request)
    except ValidationError as error:
        return _keep(guest, request, sheet, status=422, errors=errors_of(error))
    return _back(guest, public_id, Sheet("") if told == "drop" else sheet)


@require_POST
@for_customers
def set_following(guest: Guest, public_id: uuid.UUID) -> HttpResponse:
    """Be told by mail when a colleague's request is answered (`follows` says 1), or no more."""
    request = read_one(guest, public_id)
    if request.is_own or not request.may_answer:
        return guest.missing()
    follow(guest.visit.customer, request.conversation, follows=guest.request.POST.get("follows") == "1")
    return _back(guest, public_id, sheet_of(guest.request))


def _back(guest: Guest, public_id: uuid.UUID, sheet: Sheet) -> HttpResponse:
    """To the request as it is now, with what stood in the box there as before."""
    if sheet.is_blank:
        return redirect("portal_request", public_id)
    return _keep(guest, read_one(guest, public_id), sheet)


def _keep(guest: Guest, request: Request, sheet: Sheet, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the request with what stands in the box and was not sent, which it says."""
    errors = dict(more.pop("errors", {}))
    if sheet.files:  # a browser forgets them with the page that it sent
        errors["files"] = [_("Please choose your files again: they were not sent.")]
    kept = {"text": sheet.text, "once": sheet.once, "unsent": True}
    return show_one(guest, request, status=status, errors=errors, **kept, **more)


def sheet_of(request: HttpRequest) -> Sheet:
    """What the form says."""
    try:
        once = uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        once = uuid.uuid4()
    return Sheet(
        text=request.POST.get("text", "").replace("\r\n", "\n").strip(),
        subject=" ".join(request.POST.get("subject", "").split()),
        files=[one for one in request.FILES.getlist("files") if one.size],
        once=once,
    )


def errors_of(error: ValidationError) -> dict[str, list[str]]:
    """What is wrong, by the field it is wrong with; "all" for what is of none."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"all": error.messages}


def _form(
    guest: Guest,
    sheet: Sheet,
    errors: dict[str, list[str]],
    status: int,
    chosen: int = 0,
    answer: ShownAnswer | None = None,
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "errors": errors,
        "chosen": chosen,
        "answer": answer,
        "once": sheet.once or uuid.uuid4(),
        "mailboxes": guest.mailboxes,
        "expected": {one.name: waits_said(one, "portal", guest.language) for one in guest.mailboxes},
        "suggests": has_articles(guest.request, reader_of_customer(guest.visit.customer)),
        "speaking": guest.language,
    }
    return guest.show("portal/new.html", status=status, **context)
