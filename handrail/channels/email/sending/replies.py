"""Send a queued message at most once: the mark "sending" is committed before the first byte leaves."""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.channels.email.bounces.recording import note_report
from handrail.channels.email.connecting.outcome import Accepted, OutcomeUnknown, Refused
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.transport import Transport, transport_of
from handrail.channels.email.matching.tokens import make_message_id
from handrail.channels.email.models import Connection, SentByEsp
from handrail.channels.email.reading.letters import Bounce
from handrail.channels.email.sending.mails import mail_of
from handrail.channels.email.sending.waiting import not_yet
from handrail.conversations.models import Message, SendState
from handrail.conversations.verbs import Words, begin_sending, finish_sending, give_up_sending, put_back
from handrail.core.alone import Space, alone


class TryLater(Exception):
    """The server could not take the message now; the job is retried with growing pauses."""


def send_reply(entry: int, *, is_last_try: bool) -> None:
    """Send the reply of an entry if it is queued. Raises TryLater unless this was the last try.

    Two jobs for one reply may run at once or one after a crash: a lock lets one work, and a
    reply found in "sending" was left by a killed worker, so nobody knows whether it went out.
    """
    with alone(Space.SENDING, entry) as is_alone:
        queued = Message.objects.select_related("conversation__mailbox__connection", "entry__agent")
        message = queued.filter(pk=entry).first()
        if message is None or not_yet(message):  # taken back; or of another time, or held
            return
        conversation = message.conversation
        if not is_alone or message.send_state not in (SendState.QUEUED, SendState.SENDING):
            return
        if message.send_state == SendState.SENDING:
            reason = _("Handrail was stopped while sending; the customer may or may not have got it.")
            give_up_sending(conversation, entry=entry, state=SendState.UNKNOWN, error=reason)
            return
        _send_queued(message, is_last_try)


def _send_queued(message: Message, is_last_try: bool) -> None:
    conversation, entry = message.conversation, message.pk
    connection = Connection.objects.filter(mailbox=conversation.mailbox_id).first()
    transport = transport_of(connection) if connection else None
    if connection is None or transport is None:
        reason = _(
            "This mailbox cannot send yet: an owner or a lead must add its outgoing server in the settings."
        )
        give_up_sending(conversation, entry=entry, state=SendState.FAILED, error=reason)
        return
    if not connection.is_active:
        reason = _("This mailbox is paused: nothing is sent until it is resumed.")
        give_up_sending(conversation, entry=entry, state=SendState.FAILED, error=reason)
        return
    message_id = make_message_id(
        str(entry), conversation.mailbox.address.rpartition("@")[2], settings.SECRET_KEY
    )
    try:
        mail = mail_of(message, message_id)
    except ValueError as problem:
        give_up_sending(conversation, entry=entry, state=SendState.FAILED, error=str(problem))
        return
    if begin_sending(conversation, entry=entry, message_id=message_id):
        _hand_over(message, mail, connection, transport, is_last_try)


def _hand_over(
    message: Message, mail: EmailMessage, connection: Connection, transport: Transport, is_last_try: bool
) -> None:
    conversation, entry = message.conversation, message.pk
    try:
        accepted = transport.send(mail)
    except OutcomeUnknown as problem:
        give_up_sending(conversation, entry=entry, state=SendState.UNKNOWN, error=str(problem))
    except (Refused, MailboxProblem) as problem:
        _refused(message, connection, problem, is_last_try)
    else:
        _note_sent(message, connection, accepted)
        Connection.objects.filter(pk=connection.pk).update(
            sent_at=timezone.now(), out_error="", out_error_since=None
        )


@transaction.atomic
def _note_sent(message: Message, connection: Connection, accepted: Accepted) -> None:
    """It is sent; what the service calls it is kept with that, and whom it will never reach is said."""
    if accepted.ids:
        names = [SentByEsp(message=message, esp=connection.esp, esp_id=one[:500]) for one in accepted.ids]
        SentByEsp.objects.bulk_create(names, ignore_conflicts=True)
    finish_sending(message.conversation, entry=message.pk)
    if accepted.refused:
        reason = _("The e-mail service does not deliver to this address: mail to it came back before.")
        about = Bounce(accepted.refused, permanent=True, reason=reason, group="address")
        note_report(message, about, Words(text=reason), timezone.now())


def _refused(
    message: Message, connection: Connection, problem: Refused | MailboxProblem, is_last_try: bool
) -> None:
    if isinstance(problem, MailboxProblem):
        Connection.objects.filter(pk=connection.pk).update(
            out_error=str(problem)[:500], out_error_since=connection.out_error_since or timezone.now()
        )
    permanent = isinstance(problem, Refused) and problem.permanent
    if permanent or is_last_try:
        give_up_sending(message.conversation, entry=message.pk, state=SendState.FAILED, error=str(problem))
        return
    put_back(message.conversation, entry=message.pk, error=str(problem))
    raise TryLater(str(problem))
