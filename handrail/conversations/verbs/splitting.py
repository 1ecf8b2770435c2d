"""Begin a new conversation with messages of another: copies, and the originals stay where they are."""

from __future__ import annotations

from collections.abc import Sequence

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Split, SplitUndone
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Copy,
    Entry,
    LinkReason,
    Message,
    SearchRow,
    SendState,
)
from handrail.conversations.timeline import record
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.checking import copy_file
from handrail.conversations.verbs.deleting import erase
from handrail.conversations.verbs.linking import link
from handrail.conversations.verbs.parting import sum_up
from handrail.conversations.verbs.statuses import unanswered_since
from handrail.core import blobs
from handrail.core.actors import Actor
from handrail.core.verbs import verb
from handrail.customers.models import Customer

MOST_COPIED = 200
_OF_ENTRY = ("kind", "data", "actor_kind", "agent_id", "customer_id", "actor_label", "reason", "public", "at")


class SplitRefused(ValueError):
    """There is no message to begin with, there are too many, or something has happened in the new one."""


@verb
@needs(May.MOVE)
def split(
    conversation: Conversation,
    /,
    *,
    entry: int,
    by: Actor,
    alone: bool = False,
    customer: Customer | None = None,
    subject: str = "",
) -> Conversation:
    """Copy the message `entry` (`alone`), or all from it on, into a new conversation of `customer`.

    Both are linked and say so. Files and original mails are shared, not stored twice. The copies bear no
    Message-ID: what customers answer to the originals goes on coming here. Raises SplitRefused.
    """
    messages = _from(conversation, entry, alone=alone)
    new = begin(
        conversation.mailbox,
        customer=customer or messages[0].entry.customer or conversation.customer,
        category=Category.OPEN,
        subject=subject or messages[0].subject or conversation.subject,
        language=messages[0].language or conversation.language,
        at=messages[0].entry.at,
        channel=conversation.channel,
    )
    for message in messages:
        _copy(message, new)
    sum_up(new, unanswered_since(new))
    link(new, to=conversation, reason=LinkReason.SPLIT)
    said = Split(number=new.number, out_of=conversation.number, messages=len(messages))
    for one in (new, conversation):
        record(one, said, by=by)
    return new


def _from(conversation: Conversation, entry: int, *, alone: bool) -> Sequence[Message]:
    here = Message.objects.filter(conversation=conversation).select_related("entry__customer")
    first = here.filter(pk=entry).first()
    if first is None:
        raise SplitRefused
    later = here.filter(entry__at__gte=first.entry.at).order_by("entry__at", "pk")
    found = [first] if alone else [first, *later.exclude(pk=first.pk)[:MOST_COPIED]]
    if len(found) > MOST_COPIED:
        raise SplitRefused
    return found


def _copy(message: Message, to: Conversation) -> None:
    """The same entry, words and files once more. No receiver hears of it: nothing new was said."""
    old = message.entry
    entry = Entry.objects.create(conversation=to, **{name: getattr(old, name) for name in _OF_ENTRY})
    copy = Message.objects.get(pk=message.pk)
    copy.entry, copy.conversation, copy.message_id = entry, to, ""
    copy.once, copy.import_batch = None, None
    copy.send_state = SendState.SENT if copy.send_state else SendState.NONE
    copy.send_after, copy.send_error = None, ""
    copy._state.adding = True
    copy.save(force_insert=True)
    if copy.raw_id:
        blobs.keep(copy.raw_id)
    for file in Attachment.objects.filter(message=message):
        copy_file(file, copy, inline=file.inline, content_id=file.content_id)
    for row in SearchRow.objects.filter(message=message):
        SearchRow.objects.create(message=copy, conversation=to, at=row.at, words=row.words)
    Copy.objects.create(message=copy, original=message)


@verb
@needs(May.MOVE)
def undo_split(conversation: Conversation, /, *, by: Actor) -> Conversation:
    """Take the new conversation back while nothing has happened in it; returns the one it came from.

    Only copies go: nothing is lost. Raises SplitRefused when anything else stands in it.
    """
    begun = Entry.objects.filter(conversation=conversation, kind=Split.kind).order_by("pk").first()
    if begun is None or begun.data["number"] != conversation.number:
        raise SplitRefused
    root = Conversation.objects.filter(number=begun.data["out_of"]).select_related("merged_into").first()
    if root is None or _is_used(conversation, since=begun.pk):
        raise SplitRefused
    root = root.merged_into or root
    _say_undone(root, number=conversation.number, by=by)
    erase(conversation)
    return root


def _is_used(conversation: Conversation, *, since: int) -> bool:
    """Whether anything stands in it besides copies of what is still there."""
    more = Entry.objects.filter(conversation=conversation, pk__gt=since)
    own = Message.objects.filter(conversation=conversation, copied=None)
    is_joined = conversation.merged_into_id is not None or conversation.members.exists()
    return is_joined or more.exists() or own.exists() or conversation.drafts.exists()


@verb
def _say_undone(conversation: Conversation, /, *, number: int, by: Actor) -> None:
    record(conversation, SplitUndone(number=number), by=by)
