"""The mail with the link, in the language of the page where it was asked for."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from handrail.channels.email.sending.backend import send_now
from handrail.channels.portal.configuring import the_portal
from handrail.channels.portal.signing_in import LINK_LASTS, make_link
from handrail.core.abuse.rates import counted, seen
from handrail.core.returning import with_way_back
from handrail.customers.verbs import find_customer, normalise_address
from handrail.helpcenter.sites import trusted_hosts

MOST_LINKS, QUARTER = 4, 15 * 60  # links to one address in so many seconds


def mail_link(address: str, language: str, host: str = "", onward: str = "") -> bool:
    """Mail a link to an address that we know; to all others nothing is sent (False), and nobody is told.

    `host` is the help center's own domain where it was asked for: the link leads there, if an owner named it,
    and on from there to what `onward` was signed for.
    """
    portal, customer = the_portal(), find_customer(address)
    if not portal.is_on or customer is None or customer.erased_at is not None:
        return False
    normalised = normalise_address(address)
    if seen("portal link", normalised, seconds=QUARTER) >= MOST_LINKS:
        return False
    to = customer.addresses.get(normalised=normalised, kind="email").value
    with translation.override(language):
        url = with_way_back(_root(host) + reverse("portal_open", args=[make_link(address)]), onward)
        send_now(_mail(portal.called or settings.PUBLIC_URL, url, to))
    counted("portal link", normalised, seconds=QUARTER)  # what was sent: tries again take nobody's turn
    return True


def _root(host: str) -> str:
    return f"https://{host}" if host in trusted_hosts() else settings.PUBLIC_URL.rstrip("/")


def _mail(name: str, url: str, to: str) -> EmailMessage:
    text = _(
        "Hello,\n\n"
        "somebody, we think you, asked to see your requests at %(name)s. Follow this link to sign in:\n\n"
        "%(url)s\n\n"
        "It works once, within %(minutes)s minutes. If it was not you, there is nothing to do: without this "
        "mail nobody gets in."
    )
    told = {"name": name, "url": url, "minutes": LINK_LASTS.seconds // 60}
    return EmailMessage(_("Your requests at %(name)s") % told, text % told, to=[to])
