"""Write down a call, offer one, choose its time."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.channels.call.links import page_of
from handrail.channels.call.models import LONGEST_LINK, LONGEST_PHONE, CallOffer
from handrail.conversations.events import CallNoted, CallOffered, CallPicked, CallTold, CallWithdrawn, Event
from handrail.conversations.models import Category, Conversation, Direction, Entry
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words, reply, set_status, wake
from handrail.conversations.verbs.words import already_said, keep_words
from handrail.core.actors import Actor
from handrail.core.kept_saves import update
from handrail.core.plain_text import text_to_html
from handrail.core.verbs import verb
from handrail.core.zones import zone
from handrail.ui.words import period

MOST_SLOTS = 6
SHORTEST, LONGEST = 5, 180
"""Minutes of a call."""
FARTHEST = timedelta(days=90)
FEWEST_DIGITS = 5
"""Of a telephone number."""


class OfferRefused(ValueError):
    """What is wrong with an offer or a choice: `why` is slots, minutes, link, phone, gone or taken."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@verb
@needs(May.NOTE)
def note_call(
    conversation: Conversation, /, *, words: Words, by: Actor, once: uuid.UUID | None = None
) -> Entry:
    """Write down for the team what was said in a call. The same `once` twice makes one entry."""
    return _write_down(conversation, CallNoted(), Direction.NOTE, words, by, once)


@verb
@needs(May.REPLY)
def tell_call(
    conversation: Conversation, /, *, words: Words, by: Actor, once: uuid.UUID | None = None
) -> Entry:
    """Write down what was said in a call so that the customer may read it; nothing is sent.

    They were spoken with, so they do not wait any more. The same `once` twice makes one entry.
    """
    entry = _write_down(conversation, CallTold(), Direction.OUT, words, by, once)
    conversation.waiting_since, conversation.preview = None, words.preview
    update(conversation, "waiting_since", "preview")
    return entry


@verb
@needs(May.REPLY)
def offer_call(
    conversation: Conversation,
    /,
    *,
    words: Words,
    slots: list[datetime],
    minutes: int,
    link: str = "",
    by: Actor,
    at: datetime | None = None,
    once: uuid.UUID | None = None,
) -> CallOffer:
    """Answer the customer with the offer of a call at one of these times, and the page to choose on.

    It is a reply and leaves as one, by the door they came through. Without a `link` we call them.
    Raises OfferRefused. The same `once` twice makes one offer.
    """
    now = at or timezone.now()
    if (said := already_said(conversation, once)) and (made := _made_with(conversation, said)):
        return made
    slots = sorted(set(slots))
    _check(slots, minutes, link, now)
    offer = CallOffer.objects.create(
        conversation=conversation,
        agent_id=by.agent_id,
        link=link,
        minutes=minutes,
        zone=conversation.customer.time_zone or conversation.mailbox.time_zone,
        language=conversation.language or conversation.mailbox.language,
        slots=[slot.isoformat() for slot in slots],
    )
    reply(conversation, words=_with_page(words, offer), by=by, at=at, once=once)
    event = CallOffered(str(offer.public_id), offer.by_phone, minutes, offer.slots)
    record(conversation, event, by=by, at=at)
    return offer


@verb
def pick_slot(
    conversation: Conversation,
    /,
    *,
    offer: uuid.UUID,
    slot: datetime,
    phone: str = "",
    by: Actor,
    at: datetime | None = None,
) -> CallOffer:
    """The customer chooses a time; somebody has to call then, so it is open and awake.

    The same choice twice is as good as once. Raises OfferRefused: another one was chosen before, or the
    time has passed, or nobody knows which number to call.
    """
    found = _offer_to_pick(conversation, offer)
    if found.picked == slot:
        return found
    found.phone = _checked_choice(found, slot, phone, at or timezone.now())
    found.picked = slot
    found.save(update_fields=["picked", "phone"])
    record(conversation, CallPicked(str(offer), slot, found.phone), by=by, at=at)
    if conversation.snoozed_until is not None:
        wake(conversation, by=by, why="customer", at=at)
    if conversation.category != Category.OPEN:
        set_status(conversation, to=default_status(Category.OPEN), by=by, at=at)
    return found


@verb
@needs(May.REPLY)
def withdraw_offer(conversation: Conversation, /, *, offer: uuid.UUID, by: Actor) -> bool:
    """Take an offer back: its page says so, and no time can be chosen. False when it is withdrawn already.

    Raises OfferRefused: there is none here, or the customer has chosen a time and counts on it.
    """
    found = _offer_to_pick(conversation, offer)
    if found.picked:
        raise OfferRefused("taken")
    if found.withdrawn_at:
        return False
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    record(conversation, CallWithdrawn(str(offer)), by=by)
    return True


def open_offers(conversation: Conversation) -> list[CallOffer]:
    """Those of which a time can still be chosen, the oldest first."""
    here = CallOffer.objects.filter(conversation__in=conversation.family(), withdrawn_at=None, picked=None)
    return [one for one in here if one.open_times(timezone.now())]


def _offer_to_pick(conversation: Conversation, offer: uuid.UUID) -> CallOffer:
    here = CallOffer.objects.filter(conversation__in=conversation.family())
    found = here.select_for_update(of=("self",)).filter(public_id=offer).first()
    if found is None:
        raise OfferRefused("gone")
    return found


def _checked_choice(offer: CallOffer, slot: datetime, phone: str, now: datetime) -> str:
    """The number to call, "" where we meet under a link. Raises OfferRefused."""
    if offer.picked:
        raise OfferRefused("taken")
    if slot not in offer.open_times(now):
        raise OfferRefused("gone")
    if not offer.by_phone:
        return ""
    phone = " ".join(phone.replace("\x00", "").split())
    if sum(sign.isdigit() for sign in phone) < FEWEST_DIGITS or len(phone) > LONGEST_PHONE:
        raise OfferRefused("phone")
    return phone


def _write_down(
    conversation: Conversation, event: Event, way: Direction, words: Words, by: Actor, once: uuid.UUID | None
) -> Entry:
    if said := already_said(conversation, once):
        return said
    entry = record(conversation, event, by=by)
    keep_words(entry, words, way, once=once)
    conversation.last_activity_at = max(conversation.last_activity_at, entry.at)
    update(conversation, "last_activity_at")
    return entry


def _check(slots: list[datetime], minutes: int, link: str, now: datetime) -> None:
    if not 1 <= len(slots) <= MOST_SLOTS or not all(now < slot <= now + FARTHEST for slot in slots):
        raise OfferRefused("slots")
    if not SHORTEST <= minutes <= LONGEST:
        raise OfferRefused("minutes")
    parts = urlsplit(link)
    if link and (parts.scheme != "https" or not parts.hostname or len(link) > LONGEST_LINK):
        raise OfferRefused("link")


def _made_with(conversation: Conversation, said: Entry) -> CallOffer | None:
    """The offer that was made with this reply: its entry is the next of its kind."""
    next_one = Entry.objects.filter(conversation=conversation, kind=CallOffered.kind, pk__gt=said.pk)
    entry = next_one.order_by("pk").first()
    return CallOffer.objects.filter(public_id=entry.data["offer"]).first() if entry else None


def _with_page(words: Words, offer: CallOffer) -> Words:
    """The agent's words, then the times in the customer's language and zone, and where to choose."""
    with (
        translation.override(offer.language or translation.get_language()),
        timezone.override(zone(offer.zone)),
    ):
        told = [f"- {time_text(slot, offer.minutes)}" for slot in offer.times]
        head = _("Times that we can offer you (%(zone)s):") % {"zone": offer.zone.replace("_", " ")}
        tail = _("Choose one here: %(address)s") % {"address": page_of(offer)}
    text = "\n".join([words.text.strip(), "", head, *told, "", tail]).strip()
    return replace(words, text=text, html=text_to_html(text))


def time_text(slot: datetime, minutes: int) -> str:
    """From when to when, as people read it, in the language and zone that are set."""
    begins = timezone.localtime(slot)
    return period(begins, timezone.localtime(slot + timedelta(minutes=minutes)))
