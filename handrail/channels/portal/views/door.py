"""The door of every page that customers see: the portal is on, who comes, in which language and zone.

Customers have a cookie of their own, on the portal's own path; it is no agent's session, and no Django user.
What somebody may not see is answered as what is not there: by `missing`, always in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.channels.leading import support_of
from handrail.channels.notices import notice_for
from handrail.channels.portal.asking import LARGEST_FILES, MOST_FILES
from handrail.channels.portal.configuring import mailboxes_of, the_portal
from handrail.channels.portal.models import Portal, Visit
from handrail.channels.portal.requests import Mine, Said
from handrail.channels.portal.signing_in import VISIT_LASTS, visit_of
from handrail.core.returning import PARAMETER, path_back, token_back, with_way_back
from handrail.core.zones import zone
from handrail.helpcenter.logos import version_of
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import site_of
from handrail.ui.fragments import render
from handrail.ui.words import segment

READER_COOKIE, READER_PATH = "handrail_reader", "/help/"  # the same visit, where articles are read
COOKIE, LANGUAGE_COOKIE, PATH = "handrail_portal", "handrail_portal_language", "/portal/"
RETURNED_TO = {"portal_new", "portal_request"}  # whoever has to sign in first comes back to these
P = ParamSpec("P")
Page = Callable[Concatenate["Guest", P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Guest:
    """Who looks at the portal: one request, the portal as it is, and the visit of somebody signed in."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.portal: Portal = the_portal()
        if not self.portal.is_on:
            raise Http404
        self.mailboxes = mailboxes_of(self.portal)
        self.maybe: Visit | None = visit_of(request.COOKIES.get(COOKIE, ""))

    @property
    def visit(self) -> Visit:
        """The visit; for pages behind `for_customers`."""
        assert self.maybe is not None  # noqa: S101 - the door has looked
        return self.maybe

    @property
    def mine(self) -> Mine:
        """What they may see."""
        return Mine.of(self.visit.customer, self.mailboxes)

    @property
    def onward(self) -> str:
        """Where they want to go once they are signed in, as it was signed; empty where nobody said so."""
        told = self.request.POST if PARAMETER in self.request.POST else self.request.GET
        token = told.get(PARAMETER, "")
        return token if path_back(token) else ""

    @property
    def language(self) -> str:
        """The one chosen on the page, else the customer's, else the browser's."""
        customer = self.maybe.customer.language if self.maybe else ""
        asked = (self.request.GET.get("lang", ""), self.request.COOKIES.get(LANGUAGE_COOKIE, ""), customer)
        known = dict(settings.LANGUAGES)
        found = next((one for one in asked if one in known), "")
        return found or translation.get_language_from_request(self.request)

    @property
    def zone(self) -> str:
        """The customer's zone, else that of the mailbox they write to."""
        own = self.maybe.customer.time_zone if self.maybe else ""
        return own or next((one.time_zone for one in self.mailboxes), "UTC")

    @cached_property
    def site(self) -> Site:
        """The help center beside the portal: that of its brand, else the one of this address."""
        return self.portal.brand or site_of(self.request)

    @property
    def support(self) -> str:
        """Where it is told how support is reached and how long it takes; empty where that is not told."""
        return support_of(self.site, self.language)

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the portal."""
        version = version_of(self.portal.brand)
        around = {
            "brand": self.portal.called,
            "brand_colour": self.portal.stripe,
            "brand_logo": f"{reverse('portal_logo')}?{version}" if version else "",
            "speaks": _addresses(self.request),
            "team_notice": notice_for(self.site, self.language),
            "support": self.support,
            "visit": self.maybe,
            "sources_of": _sources,
            "files_rule": _("At most %(files)s, together %(most)s MB.")
            % {"files": MOST_FILES, "most": LARGEST_FILES // 1_000_000},
        }
        return render(self.request, template, around | context, status=status)

    def missing(self) -> HttpResponse:
        """Not there, or not theirs: which of them, nobody is told."""
        return self.show("portal/missing.html", status=404)


def for_guests(page: Page[P]) -> View[P]:
    """A page of the portal for whoever comes; kept by no cache, in their language."""

    @wraps(page)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        guest = Guest(request)
        with translation.override(guest.language), timezone.override(zone(guest.zone)):
            try:
                response = page(guest, *args, **kwargs)
            except (ObjectDoesNotExist, Http404):
                response = guest.missing()
            response.headers["Content-Language"] = guest.language
        response.headers.setdefault("Cache-Control", "private, no-store")
        if request.GET.get("lang") == guest.language:
            put_cookie(response, LANGUAGE_COOKIE, guest.language)
        return response

    return door


def for_customers(page: Page[P]) -> View[P]:
    """A page for who is signed in; others are asked to, whether it is there or not."""

    @wraps(page)
    def inner(guest: Guest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if guest.maybe is None:
            return redirect(_sign_in_first(guest.request))
        return page(guest, *args, **kwargs)

    return for_guests(inner)


def _sign_in_first(request: HttpRequest) -> str:
    found = request.resolver_match
    is_page = found is not None and found.url_name in RETURNED_TO
    return with_way_back(reverse("portal_sign_in"), token_back(request, with_query=True) if is_page else "")


def signed_in(token: str, onward: str = "") -> HttpResponse:
    """On to where they wanted to go, else to the requests, with the cookie of a new visit: not for scripts,
    not for other sites' posts.
    """
    response = redirect(path_back(onward) or "portal")
    response.status_code = 303
    put_cookie(response, COOKIE, token)
    put_cookie(response, READER_COOKIE, token, path=READER_PATH)
    return response


def forget_cookie(response: HttpResponse) -> HttpResponse:
    """The browser's cookie goes as well."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    response.delete_cookie(READER_COOKIE, path=READER_PATH, samesite="Lax")
    return response


def _sources(said: Said) -> dict[str, str]:
    """The addresses of the pictures that a message brings along, by their Content-IDs."""
    return {
        one.content_id: reverse("portal_file", args=[one.public_id, segment(one.name)])
        for one in said.files
        if one.content_id
    }


def put_cookie(
    response: HttpResponse, name: str, value: str, lasts: timedelta = VISIT_LASTS, path: str = PATH
) -> None:
    """A cookie on a path of customers alone: not for scripts, not for other sites' posts."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _addresses(request: HttpRequest) -> Mapping[str, str]:
    """This page in other languages; of one that was posted, the list. Tokens are repeated nowhere."""
    is_read = request.method in ("GET", "HEAD")
    here, told = (
        (request.path, request.GET.copy()) if is_read else (reverse("portal"), QueryDict(mutable=True))
    )
    told.pop("token", None)
    found = {}
    for code, _called in settings.LANGUAGES:
        told["lang"] = code
        found[code] = f"{here}?{told.urlencode()}"
    return found
