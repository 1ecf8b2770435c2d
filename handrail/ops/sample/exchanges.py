"""Ninety days of the sample's assistant: what it was asked in the chat, and before a form was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.assistant.dialogue.applying import ASSISTANT
from handrail.assistant.matters import matter_in
from handrail.assistant.models import Because, Channel, Exchange, State, Turn, Vote
from handrail.channels.chat.models import Chat, ChatState, Widget
from handrail.conversations import events, verbs
from handrail.conversations.models import Category, Conversation, Direction, Place
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.words import keep_words
from handrail.core.kept_saves import update
from handrail.core.verbs import current_work, verb
from handrail.customers.verbs import find_or_create
from handrail.helpcenter.models import Translation
from handrail.helpcenter.sites import the_site
from handrail.ops.sample.asked import QUESTIONS, Question
from handrail.ops.sample.company import Company
from handrail.ops.sample.reading import Articles, articles_of, busy_days

_SEED = 54
_A_DAY = 2.0  # exchanges by now; half as many when it began
_BEFORE_SENDING = 2.6  # questions that are answered in the form, a day by now
_SHOWN = ("title", "url", "heading", "language")
_LASTED = timedelta(minutes=12)
_OPEN_FOR_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """Who asked what, when, and what became of it."""

    company: Company
    widget: Widget
    found: Articles
    question: Question
    state: State
    at: datetime


def tell_exchanges(company: Company) -> int:
    """Tell them, once; returns how many. Without the sample's articles and its chat there are none."""
    widget, found = Widget.objects.order_by("pk").first(), _published()
    wanted = {one.slug for one in QUESTIONS if one.slug}
    if Exchange.objects.exists() or widget is None or not wanted <= found.keys():
        return 0
    chance, now, told = Random(_SEED), timezone.now(), 0  # noqa: S311  it is to be the same each time
    weights = [one.weight for one in QUESTIONS]
    for at in _moments(chance, _A_DAY, now):
        question = chance.choices(QUESTIONS, weights)[0]
        scene = Scene(company, widget, found, question, _becomes(question, chance, ago=now - at), at)
        _tell(widget.mailbox, scene=scene)
        told += 1
    answered = [one for one in QUESTIONS if one.slug]
    moments = _moments(chance, _BEFORE_SENDING, now)
    turns = [_before_sending(chance.choice(answered), at, found, chance) for at in moments]
    Turn.objects.bulk_create(turns)
    return told


def _published() -> Articles:
    return {
        slug: shown
        for slug, told in articles_of(the_site()).items()
        if "en" in (shown := {code: one for code, one in told.items() if one.published_id})
    }


def _moments(chance: Random, a_day: float, now: datetime) -> list[datetime]:
    """When somebody asks: on the readers' days, at waking hours; never in the future."""
    found = []
    for day, times in busy_days(chance, a_day):
        minutes = sorted(chance.randrange(6 * 60, 21 * 60) for _ in range(times))
        found += [datetime.combine(day, time(), UTC) + timedelta(minutes=one) for one in minutes]
    return [at for at in found if at < now - timedelta(minutes=30)]


def _becomes(question: Question, chance: Random, *, ago: timedelta) -> State:
    drawn = chance.random() * 100
    if question.slug and drawn < question.helped:
        return State.CONFIRMED
    if question.slug and drawn < question.helped + question.silent:
        return State.ANSWERING if ago < _OPEN_FOR_A_DAY + _LASTED else State.PARKED
    return State.HANDED


@verb
def _tell(mailbox: Mailbox, /, *, scene: Scene) -> None:
    current_work().most_told = 0  # nobody is looking yet
    question, at, ended = scene.question, scene.at, scene.at + _LASTED
    customer = find_or_create("", "", language=question.language, created_at=at)
    words = Words(text=question.words, subject=question.words[:80], language=question.language)
    conversation = verbs.start(
        mailbox, customer=customer, words=words, by=customer.as_actor(), at=at, channel="chat"
    )
    exchange = _exchange(conversation, scene)
    lives = scene.state == State.ANSWERING
    Chat.objects.create(
        conversation=conversation,
        widget=scene.widget,
        state=ChatState.ANSWERING if lives else ChatState.ENDED,
        language=question.language,
        begun_at=at,
        ended_at=None if lives else ended,
    )
    record(conversation, events.AssistantBegan(), by=ASSISTANT, at=at)
    if question.slug:
        _answer(exchange, question, _shown(scene.found, question), at)
    _END[scene.state](exchange, scene, ended)


def _exchange(conversation: Conversation, scene: Scene) -> Exchange:
    question = scene.question
    why = question.why if scene.state == State.HANDED else ""
    return Exchange.objects.create(
        conversation=conversation,
        channel=Channel.CHAT,
        language=question.language,
        state=scene.state,
        why=why,
        topic=matter_in(question.words, language=question.language) if why == Because.TOPIC else "",
        unhelped=2 if why == Because.UNHELPED else 0,
        began_at=scene.at,
        last_at=scene.at,
        settled_at=None if scene.state == State.ANSWERING else scene.at + _LASTED,
    )


def _answer(exchange: Exchange, question: Question, shown: Translation, at: datetime) -> None:
    conversation, at = exchange.conversation, at + timedelta(seconds=1)
    turn = Turn(exchange=exchange, conversation=None, at=at, **_facts(question, shown, Channel.CHAT))
    turn.vote = {State.CONFIRMED: Vote.HELPED, State.HANDED: Vote.NOT}.get(State(exchange.state))
    turn.asked = conversation.entries.earliest("pk")
    sources = [{name: one[name] for name in _SHOWN} for one in turn.sources]
    said = events.AssistantAnswered(str(turn.public_id), turn.confidence, sources)
    turn.said = record(conversation, said, by=ASSISTANT, at=at)
    words = Words(text=turn.answer, language=shown.language)
    keep_words(turn.said, words, Direction.OUT, automatic=True, is_searched=False)
    turn.save()


def _shown(found: Articles, question: Question) -> Translation:
    told = found[question.slug]
    return told.get(question.language, told["en"])


def _facts(question: Question, shown: Translation, channel: Channel) -> dict[str, Any]:
    assert shown.published is not None  # noqa: S101  those alone were asked for
    source = {
        "article": shown.article_id,
        "translation": shown.pk,
        "slug": shown.slug,
        "title": shown.published.title,
        "language": shown.language,
        "heading": "",
        "anchor": "",
        "text": shown.published.summary,
        "url": f"/help/{shown.language}/{shown.slug}/",
    }
    return {
        "channel": channel,
        "question": question.words,
        "language": question.language,
        "is_answer": True,
        "answer": shown.published.summary,
        "confidence": round(0.6 + question.helped / 200, 2),
        "sources": [source],
    }


def _before_sending(question: Question, at: datetime, found: Articles, chance: Random) -> Turn:
    """Of a hundred some twenty say that it helped, seven that it did not; nobody else says anything."""
    drawn = chance.random() * 90 * 45 / question.helped
    vote = Vote.HELPED if drawn < 20 else Vote.NOT if drawn < 27 else None
    facts = _facts(question, _shown(found, question), Channel.FORM)
    return Turn(at=at, vote=vote, read=chance.random() < 0.4, **facts)


def _confirm(exchange: Exchange, _scene: Scene, at: datetime) -> None:
    by = exchange.conversation.customer.as_actor()
    record(exchange.conversation, events.AssistantJudged(choice="helped"), by=by, at=at)
    verbs.set_status(exchange.conversation, to=default_status(Category.CLOSED), by=ASSISTANT, at=at)


def _stay(exchange: Exchange, _scene: Scene, at: datetime) -> None:
    conversation = exchange.conversation
    conversation.place, conversation.waiting_since = Place.ASSISTANT, None
    update(conversation, "place", "waiting_since")
    if exchange.state == State.PARKED:
        record(conversation, events.AssistantParked(), by=ASSISTANT, at=at + _OPEN_FOR_A_DAY)


def _hand_over(exchange: Exchange, scene: Scene, at: datetime) -> None:
    """A colleague answers within some hours; whoever was handed over within the last day still waits."""
    conversation = exchange.conversation
    tried = [{"title": one.sources[0]["title"], "url": "", "vote": "not"} for one in exchange.turns.all()]
    told = events.HandedOver(
        why=exchange.why,
        topic=exchange.topic,
        asked=[scene.question.words],
        tried=tried,
        language=exchange.language,
    )
    record(conversation, told, by=ASSISTANT, at=at)
    if at > timezone.now() - _OPEN_FOR_A_DAY:
        conversation.ahead_since = None if exchange.why == Because.UNANSWERED else at
        update(conversation, "ahead_since")
        return
    by, at = scene.company.agents["ada" if conversation.pk % 2 else "ben"].as_actor(), at + timedelta(hours=3)
    words = Words(text="I have looked at it and put it right. Please tell me if anything is still amiss.")
    verbs.reply(conversation, words=words, by=by, then=default_status(Category.CLOSED), at=at, send=False)


_END = {State.CONFIRMED: _confirm, State.PARKED: _stay, State.ANSWERING: _stay, State.HANDED: _hand_over}
