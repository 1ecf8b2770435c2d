"""Sign in by a mailed link or by the product's token; sign out, here or everywhere."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from handrail.channels.portal import tasks
from handrail.channels.portal.openid.arriving import the_provider
from handrail.channels.portal.signing_in import LINK_LASTS, end, end_everywhere, is_good, open_link
from handrail.channels.portal.tokens import TokenRefused, enter
from handrail.channels.portal.views.door import (
    Guest,
    for_customers,
    for_guests,
    forget_cookie,
    signed_in,
)
from handrail.core.abuse.addresses import client_address
from handrail.core.abuse.rates import within
from handrail.core.returning import path_back, with_way_back
from handrail.helpcenter.sites import host_of, trusted_hosts

MOST_ASKED = 10  # links from one place within an hour
MOST_TOKENS = 600  # the product's tokens from one place, which may be an office, within an hour
HOUR = 3600
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3

signed_by_the_product = csrf_exempt  # a token that is signed, short-lived and used once is its own proof


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def sign_in(guest: Guest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address: who is known is nobody's business."""
    if guest.request.method != "POST":
        return redirect(path_back(guest.onward) or "portal") if guest.maybe else _ask(guest)
    address = guest.request.POST.get("email", "").strip()
    try:
        if len(address) > _LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        error = _("This is no e-mail address: write one such as dora@example.org.")
        return _ask(guest, status=422, address=address[:300], error=error)
    if not within("portal ask", client_address(guest.request), most=MOST_ASKED, seconds=HOUR):
        error = _("That was very often within one hour. Wait a little, then try again.")
        return _ask(guest, status=429, address=address, error=error)
    host = host_of(guest.request)
    told = ({"host": host} if host in trusted_hosts() else {}) | (
        {"onward": guest.onward} if guest.onward else {}
    )
    tasks.send_link.defer(address=address, language=get_language() or settings.LANGUAGE_CODE, **told)
    again = with_way_back(reverse("portal_sign_in"), guest.onward)
    return guest.show("portal/sent.html", minutes=LINK_LASTS.seconds // 60, again=again)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def open_mailed(guest: Guest, token: str) -> HttpResponse:
    """The link: a page with a button, since programs that look at mails follow links and press nothing."""
    if guest.request.method != "POST":
        if not is_good(token):
            return _no_good(guest)
        return guest.show("portal/open.html", onward=path_back(guest.onward))
    new = open_link(token)
    return signed_in(new, guest.onward) if new else _no_good(guest)


@signed_by_the_product
@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def by_token(guest: Guest) -> HttpResponse:
    """The product sends somebody here with a token it has signed, as `token` in the address or in a form."""
    told = guest.request.POST if guest.request.method == "POST" else guest.request.GET
    if not within("portal token", client_address(guest.request), most=MOST_TOKENS, seconds=HOUR):
        return _no_good(guest)
    try:
        return signed_in(enter(guest.portal, told.get("token", "")))
    except TokenRefused:
        return _no_good(guest)


@require_POST
@for_customers
def sign_out(guest: Guest) -> HttpResponse:
    """Leave: this browser, or with `everywhere` all of them."""
    (end_everywhere if guest.request.POST.get("everywhere") else end)(guest.visit)
    return forget_cookie(redirect("portal_sign_in"))


def _ask(guest: Guest, status: int = 200, **told: str) -> HttpResponse:
    onward = guest.onward
    provided = {"provider": the_provider(), "provider_at": with_way_back(reverse("portal_openid"), onward)}
    provided["write_to"] = next((one.address for one in guest.mailboxes), "")
    return guest.show("portal/sign_in.html", status=status, onward=onward, **provided, **told)


def _no_good(guest: Guest) -> HttpResponse:
    """Used, expired, made up: all the same."""
    return guest.show("portal/no_good.html", status=404)
