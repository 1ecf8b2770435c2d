"""What a customer sees: their own requests, and in one of them what they wrote and what was sent to them.

Everything a page of the portal shows comes from here, and begins with `Mine`. Of a timeline only two things
are theirs: words they said themselves, and words of ours that have left, addressed openly to them. So what
others wrote (also where conversations were merged), notes, events, drafts, what waits, forwards, side
conversations, and who was in Bcc do not exist for them.

Where their organisation shares its requests (see `sharing`), they read a colleague's as that colleague does,
and what colleagues wrote here, in the portal, stands in it for all of them.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber, Substr
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from handrail.accounts.models import Role, Team
from handrail.channels.portal.models import RequestFollower
from handrail.channels.portal.sharing import Shares, shared_requests, shares_of
from handrail.conversations import events
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Direction,
    Entry,
    Message,
    Place,
    SendState,
)
from handrail.conversations.queries.reading import folded_html
from handrail.core.plain_text import preview
from handrail.customers.models import Address, AddressKind, Customer
from handrail.customers.verbs import normalise_address

CHANNEL = "portal"
PAGE = 20
COLLEAGUES = "colleagues"  # the list of their requests
MOST_SAID = 200  # of one request, the newest
_LOOKED_AT = 5  # newest answers of each request in the list
_BEGINNING = 400  # characters of an answer that are read for the list's line
# Of a new installation (`conversations/statuses.py`), until the team gives labels of its own.
_AT_WORK, _RECEIVED = gettext_noop("We are on it"), gettext_noop("Received")
FIRST_LABELS = (_AT_WORK, gettext_noop("Waiting for you"), gettext_noop("Solved"))
_THEIR_WORDS = (events.Received.kind, events.Called.kind)
_OUR_WORDS = (
    events.Replied.kind,
    events.Acknowledged.kind,
    events.Nudged.kind,
    events.TimedOut.kind,
)
_BY_PEOPLE = (events.Replied.kind, events.CallTold.kind)
_HAS_LEFT = (SendState.SENT, SendState.PARTLY)


@dataclass(frozen=True)
class Mine:
    """Whose requests: a signed-in customer's, by every address of theirs, in the mailboxes a lead chose.

    `organisation` is theirs, if it shares its requests; with `may_answer` they write in those of colleagues.
    """

    customer: int
    addresses: frozenset[str]
    mailboxes: frozenset[int]
    organisation: int | None = None
    may_answer: bool = False

    @classmethod
    def of(cls, whose: Customer, mailboxes: Iterable[Any]) -> Mine:
        """What a customer may see, in two statements."""
        shares = shares_of(whose.organisation_id)
        return cls(
            whose.pk,
            _addresses_of(whose.pk),
            frozenset(one.pk for one in mailboxes),
            whose.organisation_id if shares != Shares.NOTHING else None,
            shares == Shares.ANSWER,
        )

    def shared(self) -> QuerySet[Conversation]:
        """Those of colleagues that they see; none where the organisation shares nothing."""
        if self.organisation is None:
            return Conversation.objects.none()
        rows = shared_requests(self.organisation, but_of=self.customer, mailboxes=self.mailboxes)
        return rows.select_related("status", "mailbox", "customer", "merged_into")

    def as_asked_by(self, colleague: int) -> Mine:
        """A colleague's eyes for a request of theirs, and what was sent to oneself; in one statement."""
        return replace(self, customer=colleague, addresses=self.addresses | _addresses_of(colleague))

    def requests(self) -> QuerySet[Conversation]:
        """Theirs, wherever the team keeps them, but for the trash; one merged into another of theirs is that
        one. One merged into somebody else's is still theirs, with what is theirs in it.
        """
        mine = Conversation.objects.filter(
            Q(erased_at=None) | Q(last_activity_at__gt=F("erased_at")),
            customer=self.customer,
            mailbox__in=self.mailboxes,
            parent=None,
        )
        whole = Q(place__in=[Place.INBOX, Place.SPAM, Place.ASSISTANT])
        elsewhere = Q(
            place=Place.MERGED,
            merged_into__mailbox__in=self.mailboxes,
            merged_into__place__in=[Place.INBOX, Place.SPAM, Place.ASSISTANT],
        ) & ~Q(merged_into__customer=self.customer)
        return mine.filter(whole | elsewhere).select_related("status", "mailbox", "merged_into__status")

    def words(self, roots: Any) -> QuerySet[Message]:
        """What may be theirs in these conversations (keys); `is_theirs` looks at the addressees."""
        said = Q(direction=Direction.IN, entry__customer=self.customer, entry__kind__in=_THEIR_WORDS)
        said &= Q(entry__reason="")  # a reason: somebody else brought it, and vouched for who had written it
        if self.organisation is not None:
            said |= Q(
                entry__customer__organisation=self.organisation,
                entry__kind=events.Received.kind,
                entry__conversation__customer=self.customer,
                channel=CHANNEL,
            )
        sent = Q(direction=Direction.OUT, entry__kind__in=_OUR_WORDS, send_state__in=_HAS_LEFT)
        told = Q(entry__kind=events.CallTold.kind, entry__conversation__customer=self.customer)
        public = Message.objects.filter(conversation__in=roots, entry__public=True)
        return public.filter(said | sent | told).select_related("entry")

    def is_theirs(self, message: Message) -> bool:
        """Whether they said it, on the phone too, or it was addressed to them in To or Cc."""
        if message.entry.kind == events.CallTold.kind:  # `words` has looked whose conversation it was told in
            return True
        if message.direction == Direction.IN:
            return message.entry.customer_id == self.customer or message.channel == CHANNEL
        people = [*message.recipients.get("to", []), *message.recipients.get("cc", [])]
        return any(normalise_address(one.get("address", "")) in self.addresses for one in people)


def _addresses_of(customer: int) -> frozenset[str]:
    known = Address.objects.filter(customer=customer, kind=AddressKind.EMAIL)
    return frozenset(known.values_list("normalised", flat=True))


@dataclass(frozen=True)
class Said:
    """One message as the customer reads it."""

    message: Message
    files: Sequence[Attachment] = ()
    team_name: str = ""  # what customers read instead of a guest's name
    by_you: bool = False

    @property
    def by_us(self) -> bool:
        """Whether we wrote it."""
        return self.message.direction == Direction.OUT

    @property
    def is_automatic(self) -> bool:
        """Whether no person of ours wrote it."""
        return self.by_us and self.message.entry.kind not in _BY_PEOPLE

    @property
    def is_call(self) -> bool:
        """Whether it was said by phone."""
        return self.message.entry.kind in (events.Called.kind, events.CallTold.kind)

    @property
    def name(self) -> str:
        """Who wrote it, as customers are told; empty: the house."""
        return "" if self.is_automatic else self.team_name or self.message.entry.actor_label

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.message.entry.at

    @cached_property
    def folded(self) -> str:
        """What it quotes, and its signature, as safe HTML."""
        return folded_html(self.message)


@dataclass(frozen=True)
class Row:
    """One request in the list: the newest answer, if there is any."""

    request: Conversation
    answer: str = ""
    answered_at: datetime | None = None
    asked_by: str = ""  # a colleague

    @property
    def status(self) -> str:
        """The label that customers read."""
        return label_of(self.request)

    @property
    def is_closed(self) -> bool:
        """Whether it is done."""
        return root_of(self.request).category == Category.CLOSED


@dataclass(frozen=True)
class Page:
    """Some requests, the newest first; `after` names the last when there are more."""

    rows: list[Row]
    after: uuid.UUID | None = None


@dataclass(frozen=True)
class Request:
    """One request with all that its customer may read; `is_whole`: not part of somebody else's.

    One that a colleague asked (`is_own` is False) is to be read; to be answered and followed if `may_answer`.
    """

    conversation: Conversation
    said: list[Said] = field(default_factory=list)
    has_earlier: bool = False
    is_own: bool = True
    may_answer: bool = True
    is_followed: bool = False

    @property
    def root(self) -> Conversation:
        """Where it is continued."""
        return root_of(self.conversation)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is their customer's."""
        return self.root.pk == self.conversation.pk

    @property
    def may_close(self) -> bool:
        """Whether it is the reader's to close, and to open again."""
        return self.is_own and self.is_whole

    @property
    def status(self) -> str:
        """The label that customers read."""
        return label_of(self.conversation)

    @property
    def is_closed(self) -> bool:
        """Whether it is done."""
        return self.root.category == Category.CLOSED

    @property
    def is_over(self) -> bool:
        """Whether it was closed so long ago that a mail would begin a new one too."""
        days = self.root.mailbox.reopen_days
        passed = timezone.now() - self.root.last_activity_at
        return self.is_closed and days is not None and passed >= timedelta(days=days)


def root_of(conversation: Conversation) -> Conversation:
    """Where it is read and answered."""
    return conversation.merged_into or conversation


def label_of(conversation: Conversation) -> str:
    """The status as the team wants customers to read it; the first labels in the reader's language.

    "We are on it" is said once somebody is: whom nobody was given, and no person has answered, was received.
    A label that the team wrote is said as it is.
    """
    status = root_of(conversation).status
    label = status.customer_label
    if label == _AT_WORK and status.category == Category.OPEN and not getattr(conversation, "is_begun", True):
        label = _RECEIVED
    return gettext(label) if label in (*FIRST_LABELS, _RECEIVED) else label


def _with_begun(requests: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Each with `is_begun`: a person of the team has it, or has answered where it is continued."""
    root = Coalesce(OuterRef("merged_into"), OuterRef("pk"))
    answered = Exists(Entry.objects.filter(conversation=root, kind__in=_BY_PEOPLE))
    given = Q(merged_into=None, assignee__isnull=False) | Q(merged_into__assignee__isnull=False)
    return requests.annotate(is_begun=Case(When(given, then=Value(True)), default=answered))


def page_of(mine: Mine, *, state: str = "", after: uuid.UUID | None = None) -> Page:
    """A page of requests in two or three statements: all, "open" or "closed" ones, or those of COLLEAGUES.

    The list goes on behind the request `after`, wherever that stands now: an address tells no time.
    """
    all_rows = mine.shared() if state == COLLEAGUES else mine.requests()
    rows = _with_begun(all_rows).order_by("-last_activity_at", "-pk")
    closed = Q(category=Category.CLOSED, merged_into=None) | Q(merged_into__category=Category.CLOSED)
    rows = rows.filter(closed) if state == "closed" else rows.exclude(closed) if state == "open" else rows
    if after is not None:
        last = all_rows.filter(public_id=after).values_list("last_activity_at", "pk").first()
        if last is None:
            return Page([])
        at, pk = last
        rows = rows.filter(Q(last_activity_at__lt=at) | Q(last_activity_at=at, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    more = shown[-1].public_id if len(found) > PAGE else None
    if state == COLLEAGUES:
        return Page([Row(one, asked_by=str(one.customer)) for one in shown], more)
    answers = _newest_answers(mine, shown)
    return Page([_row(one, answers.get(root_of(one).pk)) for one in shown], more)


def _row(request: Conversation, answer: Any) -> Row:
    if answer is None:
        return Row(request)
    return Row(request, preview(answer.beginning), answer.entry.at)


def _newest_answers(mine: Mine, requests: list[Conversation]) -> dict[int, Message]:
    roots = {root_of(one).pk for one in requests}
    place = Window(
        RowNumber(), partition_by=F("conversation"), order_by=[F("entry__at").desc(), F("pk").desc()]
    )
    sent = mine.words(roots).filter(direction=Direction.OUT).annotate(place=place)
    sent = sent.annotate(beginning=Substr("text", 1, _BEGINNING)).filter(place__lte=_LOOKED_AT)
    found: dict[int, Message] = {}
    for message in sent.defer("text", "html", "quoted", "quoted_html").order_by("place"):
        if mine.is_theirs(message):
            found.setdefault(message.conversation_id, message)
    return found


def find(mine: Mine, public_id: uuid.UUID) -> Conversation:
    """One request of theirs, or one that a colleague shares; raises DoesNotExist for every other, as for one
    that is not there.
    """
    own = mine.requests().select_related("merged_into__mailbox", "status", "mailbox")
    found = _with_begun(own).filter(public_id=public_id).first()
    return found or _with_begun(mine.shared()).get(public_id=public_id)


def read(mine: Mine, conversation: Conversation) -> Request:
    """What they may read of it, in the order it was said, in three statements; a colleague's in five."""
    reader, is_own = mine.customer, conversation.customer_id == mine.customer
    mine = mine if is_own else mine.as_asked_by(conversation.customer_id)
    words = mine.words([root_of(conversation).pk])
    newest = list(words.order_by("-entry__at", "-pk")[: MOST_SAID + 1])
    theirs = [one for one in newest[:MOST_SAID] if mine.is_theirs(one)]
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(message__in=[one.pk for one in theirs]).order_by("pk"):
        files[file.message_id or 0].append(file)
    names = _team_names(one.entry.agent_id for one in theirs)
    said = [
        Said(one, files[one.pk], names.get(one.entry.agent_id, ""), one.entry.customer_id == reader)
        for one in reversed(theirs)
    ]
    has_earlier = len(newest) > MOST_SAID
    if is_own:
        return Request(conversation, said, has_earlier)
    follows = RequestFollower.objects.filter(conversation=conversation, customer=reader).exists()
    return Request(conversation, said, has_earlier, False, mine.may_answer, follows)


def _team_names(agents: Iterable[int | None]) -> dict[int | None, str]:
    """By whose name the mails of guests are signed (see `name_to_customers`), in one statement."""
    rows = Team.objects.filter(agents__in={one for one in agents if one}, agents__role=Role.GUEST)
    told = rows.exclude(signature_name="").order_by("-pk").values_list("agents", "signature_name")
    return dict(told)


def find_file(mine: Mine, public_id: uuid.UUID) -> Attachment:
    """A file of a message that they may read; raises DoesNotExist for every other."""
    roots = mine.requests().annotate(root=Coalesce("merged_into", "pk")).values("root")
    files = Attachment.objects.checked().select_related("message__entry").filter(public_id=public_id)
    found = files.filter(message__in=mine.words(roots).values("pk")).first()
    if found is None:
        shared = mine.shared().get(pk__in=files.values("message__conversation"))
        mine = mine.as_asked_by(shared.customer_id)
        found = files.get(message__in=mine.words([shared.pk]).values("pk"))
    if found.message is None or not mine.is_theirs(found.message):
        raise Attachment.DoesNotExist
    return found
