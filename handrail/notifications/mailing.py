"""One mail with everything that is due and still news. Who sends mail registers itself here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.accounts.models import Agent
from handrail.notifications.models import Notification
from handrail.notifications.queries import News, news_among
from handrail.notifications.verbs import choice_of, quiet_until

MOST_IN_ONE = 30
Mail = Callable[[str, str, str, str], bool]  # address, subject, text, Reply-To; False: no mailbox can send
Answering = Callable[[Agent, int], str]  # agent, conversation's number; empty when one cannot answer by mail
_SENDERS: list[Mail] = []
_ANSWERING: list[Answering] = []


def register_sender(send: Mail) -> None:
    """Name the one who queues a mail to an agent; again does nothing."""
    if send not in _SENDERS:
        _SENDERS.append(send)


def register_answering(make: Answering) -> None:
    """Name the one who makes the addresses to which one answers with a note; again does nothing."""
    if make not in _ANSWERING:
        _ANSWERING.append(make)


def mail_due(*, at: datetime | None = None) -> int:
    """Queue one mail to each agent whose news is due and whose hours are not quiet; returns how many."""
    now, sent = at or timezone.now(), 0
    due = Notification.objects.filter(mail_due_at__lte=now, read_at=None)
    for agent in Agent.objects.filter(pk__in=due.values("agent"), is_active=True).order_by("pk"):
        sent += _mail(agent, now)
    return sent


@transaction.atomic
def _mail(agent: Agent, now: datetime) -> bool:
    """What is due goes into one mail, once: it is marked in the transaction that queues the mail."""
    if quiet_until(agent, choice_of(agent), now):
        return False
    mine = Notification.objects.select_for_update(skip_locked=True).filter(
        agent=agent, read_at=None, mail_due_at__isnull=False
    )
    keys = list(mine.order_by("pk").values_list("pk", flat=True))
    news = news_among(agent, keys)
    with translation.override(agent.language or settings.LANGUAGE_CODE):
        answers = _answer_addresses(agent, news)
        subject, text = _words(news, answers)
    reply_to = next(iter(answers.values())) if len({one.number for one in news}) == len(answers) == 1 else ""
    is_queued = not news or any(send(agent.email, subject, text, reply_to) for send in _SENDERS)
    if is_queued:
        Notification.objects.filter(pk__in=keys).update(mail_due_at=None)
    return is_queued and bool(news)


def _answer_addresses(agent: Agent, news: list[News]) -> dict[int, str]:
    """To which address the agent answers in each conversation, by number; those that can be."""
    numbers = dict.fromkeys(one.number for one in news[:MOST_IN_ONE] if one.number is not None)
    made = {number: make(agent, number) for number in numbers for make in _ANSWERING}
    return {number: address for number, address in made.items() if address}


def _words(news: list[News], answers: dict[int, str]) -> tuple[str, str]:
    one = news[0] if len(news) == 1 else None
    subject = (
        f"{one.about if one.number is None else f'#{one.number}'} {one.sentence}"
        if one
        else ngettext("%(num)s thing is new", "%(num)s things are new", len(news)) % {"num": len(news)}
    )
    lines = [_line(each, answers.get(each.number or 0, "")) for each in news[:MOST_IN_ONE]]
    if len(news) > MOST_IN_ONE:
        lines.append(_("… and %(num)s more") % {"num": len(news) - MOST_IN_ONE})
    page = f"{settings.PUBLIC_URL}{reverse('notification_choice')}"
    foot = _("Choose what you are told, and how: %(url)s") % {"url": page}
    return subject, "\n\n".join([*lines, "-- \n" + foot])


def _line(news: News, answer_to: str) -> str:
    told = f"{news.sentence}\n{news.about}\n{settings.PUBLIC_URL}{news.path}"
    if not answer_to:
        return told
    how = _("A mail to %(address)s, once and within 7 days, becomes a note that only the team sees.")
    return f"{told}\n{how % {'address': answer_to}}"
