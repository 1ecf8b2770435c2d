"""What the help center asks of the doors above it: who is signed in, where one signs in, where one asks."""

from __future__ import annotations

from django.http import HttpRequest

from handrail.accounts.models import Mailbox
from handrail.channels.form.models import Form
from handrail.channels.portal.configuring import portal_now, the_portal
from handrail.channels.portal.signing_in import visit_of
from handrail.channels.portal.views.door import READER_COOKIE
from handrail.helpcenter.contact import ASK, COMMENTS, SIGN_IN
from handrail.helpcenter.models import Site
from handrail.helpcenter.readers import SIGNED_IN, Reader, reader_of_customer

_FORM = "/forms/"


def customer_of(request: HttpRequest) -> Reader | None:
    """The customer whose visit of the portal this browser has, while the portal is on."""
    visit = visit_of(request.COOKIES.get(READER_COOKIE, ""))
    if visit is None or not the_portal().is_on:
        return None
    return reader_of_customer(visit.customer)


def sign_in_at(_site: Site) -> str:
    """Where customers sign in."""
    return "/portal/sign-in/" if portal_now().is_on else ""


def form_at(_site: Site) -> str:
    """The first form there is."""
    slug = Form.objects.filter(is_active=True).order_by("pk").values_list("slug", flat=True).first()
    return f"{_FORM}{slug}/" if slug else ""


def portal_at(_site: Site) -> str:
    """The portal's page for a new request."""
    return "/portal/new/" if portal_now().mailboxes else ""


def form_of(site: Site) -> Form | None:
    """The form that a site leads to, else the first there is; its mailbox is at hand."""
    slug = site.ask_at.removeprefix(_FORM).split("/")[0] if site.ask_at.startswith(_FORM) else ""
    forms = Form.objects.filter(is_active=True).select_related("mailbox").order_by("pk")
    return (forms.filter(slug=slug).first() if slug else None) or forms.first()


def mailbox_for(site: Site) -> Mailbox | None:
    """Whose work comments are: that of the form it leads to, else of the portal, else the first."""
    form = form_of(site)
    if form is not None:
        return form.mailbox
    shown = portal_now().mailboxes
    return shown[0] if shown else Mailbox.objects.order_by("pk").first()


def comments_at(site: Site) -> str:
    """Where a comment goes, below the article's own address; nowhere without a mailbox."""
    return "comment/" if mailbox_for(site) else ""


SIGNED_IN.append(customer_of)
SIGN_IN.append(sign_in_at)
ASK.extend([form_at, portal_at])
COMMENTS.append(comments_at)
