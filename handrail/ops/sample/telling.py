"""Tell the stories to the database through the verbs that people use, at the times when they happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Message
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import File, Words
from handrail.core.plain_text import html_to_text
from handrail.core.verbs import current_work, verb
from handrail.customers.models import Customer
from handrail.ops.sample.company import Company
from handrail.ops.sample.naming import put_in_order
from handrail.ops.sample.people import CUSTOMERS, MAILBOXES
from handrail.ops.sample.prose import as_html
from handrail.ops.sample.stories import STORIES
from handrail.ops.sample.story import COMPANY_ZONE, Said, Story

_PEOPLE = {person.key: person for person in CUSTOMERS}
_POSTS = {post.key: post for post in MAILBOXES}


def tell_all(company: Company) -> int:
    """Tell every story that is not there yet, oldest first; returns how many were told."""
    now = timezone.now()
    told = set(Message.objects.filter(message_id__startswith="sample.").values_list("message_id", flat=True))
    new = [story for story in STORIES if _message_id(story, 0) not in told]
    for story in sorted(new, key=lambda story: next(story.dated(now))[0]):
        _tell(company.mailboxes[story.mailbox], story=story, company=company, now=now)
    return len(new)


@verb
def _tell(mailbox: Mailbox, /, *, story: Story, company: Company, now: datetime) -> None:
    current_work().most_told = 0  # nobody is looking yet
    moments = list(story.dated(now))
    teller = _Teller(story, company, _start(mailbox, story, company, moments[0][0]))
    for position, (at, said) in enumerate(moments[1:], start=1):
        teller.tell(position, said, at)
    if story.snoozed_days:
        day = now.astimezone(COMPANY_ZONE).date() + timedelta(days=story.snoozed_days)
        until = datetime.combine(day, time(9), COMPANY_ZONE)
        by = company.agents[story.assignee].as_actor()
        verbs.snooze(teller.conversation, until=until, by=by, at=moments[-1][0] + timedelta(seconds=30))


def _start(mailbox: Mailbox, story: Story, company: Company, at: datetime) -> Conversation:
    customer = company.customers[story.customer]
    Customer.objects.filter(pk=customer.pk, created_at__gt=at).update(created_at=at)
    words = _words(story, 0, story.entries[0])
    return verbs.start(mailbox, customer=customer, words=words, by=customer.as_actor(), at=at)


class _Teller:
    """Tells what followed in one conversation."""

    def __init__(self, story: Story, company: Company, conversation: Conversation) -> None:
        self.conversation = conversation
        self._story, self._company = story, company
        self._is_sorted = False  # tags and priority are set by the first colleague

    def tell(self, position: int, said: Said, at: datetime) -> None:
        """Do with the verbs what was done at `at`."""
        if said.kind == "message":
            by = self._company.customers[said.by].as_actor()
            verbs.receive(self.conversation, words=_words(self._story, position, said), by=by, at=at)
            return
        self._sort_once(said, at)
        self._act(position, said, at)

    def _act(self, position: int, said: Said, at: datetime) -> None:
        by = self._company.agents[said.by].as_actor()
        match said.kind:
            case "reply":
                then = default_status(Category(said.to)) if said.to else None
                words = _words(self._story, position, said)
                verbs.reply(self.conversation, words=words, by=by, then=then, at=at, send=False)
            case "note":
                verbs.note(self.conversation, words=_words(self._story, position, said), by=by, at=at)
            case "assign":
                verbs.assign(self.conversation, to=self._company.agents[said.to], by=by, at=at)
            case "status":
                verbs.set_status(self.conversation, to=default_status(Category(said.to)), by=by, at=at)

    def _sort_once(self, said: Said, at: datetime) -> None:
        if self._is_sorted:
            return
        self._is_sorted = True
        by = self._company.agents[said.by].as_actor()
        for name in self._story.tags:
            verbs.tag(self.conversation, name=name, by=by, at=at)
        put_in_order(self.conversation, self._story, by=by, at=at)


def _words(story: Story, position: int, said: Said) -> Words:
    html = as_html(said.text)
    words = Words(
        text=html_to_text(html),
        html=html,
        language=story.language if said.kind in ("message", "reply") else "en",
        files=tuple(File(file.name, file.media_type, file.content) for file in said.files),
    )
    return words if said.kind == "note" else _as_mail(words, story, position)


def _as_mail(words: Words, story: Story, position: int) -> Words:
    person, post = _PEOPLE[story.customer], _POSTS[story.mailbox]
    customer = {"name": person.name, "address": person.address}
    ours = {"name": post.name, "address": post.address}
    came = story.entries[position].kind == "message"
    earlier = _mails_before(story, position)
    return replace(
        words,
        subject=f"Re: {story.subject}" if position else story.subject,
        sender=customer if came else ours,
        recipients={"to": [ours if came else customer]},
        message_id=_message_id(story, position),
        in_reply_to=earlier[-1:],
        references=earlier,
    )


def _mails_before(story: Story, position: int) -> tuple[str, ...]:
    before = enumerate(story.entries[:position])
    return tuple(_message_id(story, at) for at, said in before if said.kind in ("message", "reply"))


def _message_id(story: Story, position: int) -> str:
    return f"sample.{story.key}.{position}@lamp.example"
