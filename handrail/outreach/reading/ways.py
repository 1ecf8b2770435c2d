"""How support is reached: each way with its address, whether somebody is there, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse

from handrail.accounts.models import Mailbox
from handrail.channels.article.joining import form_of, mailbox_for, portal_at
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import facts_of, is_assisted, says_to_visitors, state_of
from handrail.channels.portal.configuring import portal_now
from handrail.helpcenter.models import Site
from handrail.routing.waits import waits_said


@dataclass(frozen=True)
class Way:
    """One way: `channel` is chat, form, portal or email; `wait` says when a person answers there.

    `address` is where it begins; a chat begins by its button on pages of the product (`pages`) as well.
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


def by_wait(ways: Iterable[Way]) -> list[tuple[str, list[Way]]]:
    """Each wait once, with the ways for which it holds, in their order."""
    found: dict[str, list[Way]] = {}
    for way in ways:
        found.setdefault(way.wait, []).append(way)
    return list(found.items())


def _chat(main: Mailbox | None, language: str, now: datetime) -> Iterator[Way]:
    widgets = Widget.objects.filter(is_active=True, mailbox=main).select_related("mailbox")
    for widget in widgets.order_by("pk")[:1]:
        found = state_of(widget, now, facts_of(widget))
        # what is left there then is answered as a mail is, and at once by the assistant
        is_mail = found.reason == "hours" and not is_assisted(widget)
        says = waits_said(widget.mailbox, "email", language) if is_mail else says_to_visitors(found, widget)
        address = f"{reverse('chat_page', args=[widget.public_id])}?{urlencode({'lang': language})}"
        yield Way("chat", widget.mailbox, says, address, pages=tuple(widget.origins))


def _form(site: Site, language: str) -> Iterator[Way]:
    if form := form_of(site):
        address = f"/forms/{form.slug}/?{urlencode({'lang': language})}"
        yield Way("form", form.mailbox, waits_said(form.mailbox, "form", language), address)


def _portal(site: Site, language: str) -> Iterator[Way]:
    address = portal_at(site)
    for mailbox in portal_now().mailboxes[:1]:
        told = f"{address}?{urlencode({'lang': language})}"
        yield Way("portal", mailbox, waits_said(mailbox, "portal", language), told)


def _mail(main: Mailbox | None, language: str) -> Iterator[Way]:
    if main is not None:
        yield Way("email", main, waits_said(main, "email", language), f"mailto:{main.address}")
