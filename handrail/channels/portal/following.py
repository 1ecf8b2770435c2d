"""Customers who follow a colleague's request are told that it was answered: by a link, never by its words."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.channels.email.sending.backend import send_now
from handrail.channels.portal.configuring import mailboxes_of, the_portal
from handrail.channels.portal.models import Portal, RequestFollower
from handrail.channels.portal.requests import Mine
from handrail.conversations.models import Conversation, Message, SendState
from handrail.customers.models import AddressKind
from handrail.customers.verbs import normalise_address

MOST_LOOKS = 6
_ON_ITS_WAY, _LEFT = (SendState.QUEUED, SendState.SENDING), (SendState.SENT, SendState.PARTLY)


def tell_later(entry: int, *, looks: int = 0) -> None:
    """Look at an answer once it has had the time to leave; each look waits twice as long as the last."""
    from handrail.channels.portal import tasks

    message = Message.objects.filter(pk=entry).first()
    if message is None or not RequestFollower.objects.filter(conversation=message.conversation_id).exists():
        return
    at = max(message.send_after or timezone.now(), timezone.now()) + timedelta(seconds=20 * 2**looks)
    tasks.tell_followers.configure(schedule_at=at).defer(entry=entry, looks=looks + 1)


def tell_followers(entry: int, *, looks: int) -> None:
    """A mail to each follower, if the answer has left; if it is on its way, look again."""
    from handrail.channels.portal import tasks

    message = Message.objects.filter(pk=entry).first()
    if message is None:
        return
    if message.send_state in _ON_ITS_WAY and looks < MOST_LOOKS:
        tell_later(entry, looks=looks)
    if message.send_state in _LEFT:
        rows = RequestFollower.objects.filter(conversation=message.conversation_id)
        for follower in rows.values_list("pk", flat=True):
            tasks.mail_follower.defer(follower=follower, entry=entry)


def mail_follower(follower: int, entry: int) -> bool:
    """Tell one of them; False for whoever may not follow it any more, or got the answer itself."""
    found = RequestFollower.objects.filter(pk=follower).select_related("customer", "conversation").first()
    message, portal = Message.objects.filter(pk=entry).first(), the_portal()
    if found is None or message is None or not portal.is_on:
        return False
    mine = Mine.of(found.customer, mailboxes_of(portal))
    if not mine.may_answer or not mine.shared().filter(pk=found.conversation_id).exists():
        return False
    people = [*message.recipients.get("to", []), *message.recipients.get("cc", [])]
    told = {normalise_address(one.get("address", "")) for one in people}
    own = found.customer.addresses.filter(kind=AddressKind.EMAIL, verified_at__isnull=False).order_by("pk")
    address = own.first()
    if address is None or told & mine.addresses:
        return False
    speaks = found.customer.language
    with translation.override(speaks if speaks in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        send_now(_mail(portal, found.conversation, address.value))
    return True


def _mail(portal: Portal, request: Conversation, to: str) -> EmailMessage:
    url = settings.PUBLIC_URL.rstrip("/") + reverse("portal_request", args=[request.public_id])
    told = {"subject": request.subject, "number": request.number, "name": portal.called, "url": url}
    text = _(
        "Hello,\n\n"
        "there is a new answer in your colleague's request “%(subject)s” (#%(number)s) at %(name)s:\n\n"
        "%(url)s\n\n"
        "You follow this request. On its page you can stop that."
    )
    return EmailMessage(_("New answer: %(subject)s") % told, text % told, to=[to])
