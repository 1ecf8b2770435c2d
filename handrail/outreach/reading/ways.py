"""How support is reached: each way with its address, whether somebody is there, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from handrail.accounts.models import Mailbox
from handrail.channels.article.joining import form_of, mailbox_for, portal_at
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import facts_of, says_to_visitors, state_of
from handrail.channels.portal.configuring import mailboxes_of, the_portal
from handrail.helpcenter.models import Site
from handrail.routing.waits import waits_said


@dataclass(frozen=True)
class Way:
    """One way: `channel` is chat, form, portal or email; `wait` says when a person answers there.

    `address` is where it begins, empty for a chat: that is a button on pages of the product (`pages`).
    """

    channel: str
    mailbox: Mailbox
    wait: str
    address: str = ""
    pages: tuple[str, ...] = ()


def ways_to(site: Site, language: str, now: datetime) -> list[Way]:
    """Those of a site, the quickest kind first."""
    main = mailbox_for(site)
    doors = (_chat(main, language, now), _form(site, language), _portal(site, language))
    return [*chain(*doors), *_mail(main, language)]


def _chat(main: Mailbox | None, language: str, now: datetime) -> Iterator[Way]:
    widgets = Widget.objects.filter(is_active=True, mailbox=main).select_related("mailbox")
    for widget in widgets.order_by("pk")[:1]:
        says = says_to_visitors(state_of(widget, now, facts_of(widget)), widget)
        yield Way("chat", widget.mailbox, says, pages=tuple(widget.origins))


def _form(site: Site, language: str) -> Iterator[Way]:
    if form := form_of(site):
        address = f"/forms/{form.slug}/?{urlencode({'lang': language})}"
        yield Way("form", form.mailbox, waits_said(form.mailbox, "form", language), address)


def _portal(site: Site, language: str) -> Iterator[Way]:
    address = portal_at(site)
    for mailbox in mailboxes_of(the_portal())[:1] if address else ():
        told = f"{address}?{urlencode({'lang': language})}"
        yield Way("portal", mailbox, waits_said(mailbox, "portal", language), told)


def _mail(main: Mailbox | None, language: str) -> Iterator[Way]:
    if main is not None:
        yield Way("email", main, waits_said(main, "email", language), f"mailto:{main.address}")
