"""The pages on the way to the product's OpenID provider and back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from handrail.channels.portal.openid.arriving import (
    LASTS,
    ArrivalRefused,
    arrival_of,
    come_back,
    leave_for,
    the_provider,
)
from handrail.channels.portal.views.door import PATH, Guest, for_guests, put_cookie, signed_in
from handrail.core.abuse import client_address, within
from handrail.core.vault import unseal

LEFT_COOKIE, BACK_COOKIE = "handrail_portal_left", "handrail_portal_back"
ONWARD_COOKIE = "handrail_portal_onward"  # where to go from there, signed
MOST_AN_HOUR = 600  # from one place, which may be an office
ROUND = 1  # seconds until the page looks again


@require_safe
@for_guests
def leave(guest: Guest) -> HttpResponse:
    """Send the browser to the provider; what binds the answer to this browser is in a cookie of minutes."""
    provider = the_provider()
    if provider is None:
        raise Http404
    if not within("portal openid", client_address(guest.request), most=MOST_AN_HOUR, seconds=3600):
        return _refused(guest, "often", status=429)
    leaving = leave_for(provider, get_language() or "en")
    response = redirect(leaving.address)
    put_cookie(response, LEFT_COOKIE, leaving.kept, lasts=LASTS)
    put_cookie(response, ONWARD_COOKIE, guest.onward, lasts=LASTS)
    return response


@require_safe
@for_guests
def back(guest: Guest) -> HttpResponse:
    """The provider has sent somebody back: kept, and asked about by a job; the next page waits for it."""
    if not within("portal openid back", client_address(guest.request), most=MOST_AN_HOUR, seconds=3600):
        return _done(_refused(guest, "often", status=429), LEFT_COOKIE)
    provider = the_provider()
    kept = guest.request.COOKIES.get(LEFT_COOKIE, "")
    told = {name: guest.request.GET.get(name, "") for name in guest.request.GET}
    try:
        if provider is None or told.get("error"):
            raise ArrivalRefused
        token = come_back(provider, kept, told)
    except ArrivalRefused:
        return _done(_refused(guest, "left" if told.get("error") else "word"), LEFT_COOKIE)
    response = redirect("portal_openid_wait")
    put_cookie(response, BACK_COOKIE, token, lasts=LASTS)
    return _done(response, LEFT_COOKIE)


@require_safe
@for_guests
def wait(guest: Guest) -> HttpResponse:
    """Looks again each second, without script, until the job knows who it is."""
    found = arrival_of(guest.request.COOKIES.get(BACK_COOKIE, ""))
    if found is None or found.refused:
        return _done(_refused(guest, found.refused if found else "word"), BACK_COOKIE)
    if found.visit_sealed:
        onward = guest.request.COOKIES.get(ONWARD_COOKIE, "")
        return _done(signed_in(unseal(found.visit_sealed), onward), BACK_COOKIE, ONWARD_COOKIE)
    response = guest.show("portal/openid_wait.html")
    response.headers["Refresh"] = str(ROUND)
    return response


def _refused(guest: Guest, why: str, status: int = 404) -> HttpResponse:
    return guest.show("portal/openid_refused.html", status=status, why=why, provider=the_provider())


def _done(response: HttpResponse, *cookies: str) -> HttpResponse:
    for cookie in cookies:
        response.delete_cookie(cookie, path=PATH, samesite="Lax")
    return response
