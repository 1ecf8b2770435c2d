"""The page on which a customer chooses the time of a call. Who holds its address needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.channels.call.ics import calendar_of
from handrail.channels.call.links import offer_of
from handrail.channels.call.models import LONGEST_PHONE, CallOffer
from handrail.channels.call.verbs import OfferRefused, pick_slot, time_text
from handrail.conversations.models import Conversation
from handrail.core.abuse import client_address, within
from handrail.core.zones import zone
from handrail.ui.fragments import render

MOST_AN_HOUR = 120
"""Requests from one connection."""
Page = Callable[[HttpRequest, CallOffer, str], HttpResponse]


def by_signed_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page for whoever holds a signed address: no session, no cookie, so no CSRF token, and no cache."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def door(request: HttpRequest, token: str) -> HttpResponse:
        if not within("call", client_address(request), most=MOST_AN_HOUR, seconds=3600):
            return HttpResponse(_("Too often. Please try again later."), status=429)
        offer = offer_of(token)
        if offer is None:
            raise Http404
        with translation.override(_language(offer)), timezone.override(zone(offer.zone)):
            response = page(request, offer, token)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return door


@by_signed_link
def choose_call(request: HttpRequest, offer: CallOffer, token: str) -> HttpResponse:
    """The times one can choose (`slot`), and the number to call (`phone`); then what was agreed."""
    error = ""
    if request.method == "POST":
        try:
            _pick(offer, request.POST.get("slot", ""), request.POST.get("phone", ""))
            return redirect("choose_call", token)
        except OfferRefused as problem:
            error = _told(problem.why)
            offer.refresh_from_db()
    times = [(slot.isoformat(), time_text(slot, offer.minutes)) for slot in offer.open_times(timezone.now())]
    context: dict[str, Any] = {"offer": offer, "token": token, "error": error, "times": times}
    context |= {
        "agreed": time_text(offer.picked, offer.minutes) if offer.picked else "",
        "longest": LONGEST_PHONE,
    }
    context |= {"phone": request.POST.get("phone", ""), "slot": request.POST.get("slot", "")}
    context |= {"name": offer.conversation.mailbox.name, "place": offer.zone.replace("_", " ")}
    return render(request, "call/choose.html", context, status=422 if error else 200)


@by_signed_link
def call_calendar(_request: HttpRequest, offer: CallOffer, _token: str) -> HttpResponse:
    """The chosen call as a file for calendars."""
    if offer.picked is None:
        raise Http404
    response = HttpResponse(
        calendar_of(offer, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="call.ics"'
    return response


def _pick(offer: CallOffer, slot: str, phone: str) -> None:
    try:
        chosen = datetime.fromisoformat(slot)
    except ValueError:
        raise OfferRefused("slots") from None
    if chosen.tzinfo is None:
        raise OfferRefused("slots")
    here = offer.conversation
    root = Conversation.objects.get(pk=here.merged_into_id) if here.merged_into_id else here
    by = here.customer.as_actor()
    pick_slot(root, offer=offer.public_id, slot=chosen, phone=phone, by=by)


def _told(why: str) -> str:
    return {
        "slots": _("Choose one of the times."),
        "phone": _("Write the number at which we can call you."),
        "taken": _("Another time was chosen already. Write to us if you want to change it."),
    }.get(why) or _("That time has passed. Choose another one, or write to us.")


def _language(offer: CallOffer) -> str:
    """The customer's, where the interface speaks it; else the browser's."""
    try:
        return translation.get_supported_language_variant(offer.language)
    except LookupError:
        return translation.get_language() or "en"
