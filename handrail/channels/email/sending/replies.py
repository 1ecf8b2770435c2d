"""Send a queued reply, at most once: the mark "sending" is committed before the first byte leaves."""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.channels.email.alone import Space, alone
from handrail.channels.email.bounces.recording import note_report
from handrail.channels.email.connecting.outcome import Accepted, OutcomeUnknown, Refused
from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.transport import Transport, transport_of
from handrail.channels.email.matching.signs import reply_address, with_token
from handrail.channels.email.matching.tokens import make_message_id
from handrail.channels.email.models import Connection, SentByEsp
from handrail.channels.email.reading.letters import Attached, Bounce
from handrail.channels.email.sending.writing import compose
from handrail.conversations.models import Attachment, Message, SendState
from handrail.conversations.verbs import Words, begin_sending, finish_sending, give_up_sending, put_back
from handrail.core import blobs
from handrail.core.installation import installation_id


class TryLater(Exception):
    """The server could not take the message now; the job is retried with growing pauses."""


def send_reply(entry: int, *, is_last_try: bool) -> None:
    """Send the reply of an entry if it is queued. Raises TryLater unless this was the last try.

    Two jobs for one reply may run at once or one after a crash: a lock lets one work, and a
    reply found in "sending" was left by a killed worker, so nobody knows whether it went out.
    """
    with alone(Space.SENDING, entry) as is_alone:
        message = Message.objects.select_related("conversation__mailbox__connection", "entry__agent").get(
            pk=entry
        )
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
        mail = _mail(message, message_id)
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


def _mail(message: Message, message_id: str) -> EmailMessage:
    conversation, mailbox = message.conversation, message.conversation.mailbox
    earlier = Message.objects.filter(conversation=conversation, pk__lt=message.pk).exclude(message_id="")
    earlier = earlier.exclude(direction="note").order_by("pk")
    ids = list(earlier.values_list("message_id", flat=True))
    last_in = earlier.filter(direction="in").last()
    author = message.entry.agent.name if message.entry.agent else ""
    said = with_token(mailbox, message)
    return compose(
        author=author,
        mailbox_name=mailbox.name,
        mailbox_address=mailbox.address,
        to=message.recipients.get("to", []),
        cc=message.recipients.get("cc", []),
        subject=said.subject,
        text=said.text,
        html=said.html,
        date=timezone.now(),
        message_id=message_id,
        in_reply_to=(last_in.message_id if last_in else (ids[-1] if ids else "")),
        references=[*(last_in.references if last_in else []), *ids],
        attachments=[_attached(file) for file in message.attachments.all()],
        installation=installation_id(),
        reply_to=reply_address(mailbox, message.pk),
    )


def _attached(file: Attachment) -> Attached:
    return Attached(
        file.name, file.content_type, blobs.open_bytes(file.blob_id), file.inline, file.content_id
    )
