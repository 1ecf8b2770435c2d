"""Numbers of the sample's readers: ninety days that grow, made by chance that is the same each time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.db.models import Sum
from django.utils import timezone

from handrail.conversations.models import Message
from handrail.helpcenter.counting.forgetting import DAYS
from handrail.helpcenter.counting.keeping import today
from handrail.helpcenter.models import (
    ClickCount,
    Guide,
    Question,
    ReadBefore,
    ReadCount,
    SearchCount,
    Site,
    StepCount,
    Translation,
    Vote,
)
from handrail.helpcenter.sites import the_site
from handrail.ops.sample.readership import ASKED_IN, BEGUN, FOLLOWED, READ, SOUGHT, WANTED, Read, Sought

_SEED = 32
_FIRST = 0.5  # of what happens by now happened ninety days ago
_WEEKEND = 0.6
_SURGED = 8  # days since version 3.2
Articles = dict[str, dict[str, Translation]]  # by the slug in English, then by language


def count_readers() -> None:
    """Count them, once; where the articles are not the sample's own there is nothing to count."""
    site, chance = the_site(), Random(_SEED)  # noqa: S311  it is to be the same each time
    articles = articles_of(site)
    if ReadCount.objects.exists() or not all(one.slug in articles for one in READ):
        return
    for read in READ:
        _read(read, articles[read.slug], chance)
    for sought in SOUGHT:
        _search(sought, site, articles, chance)
    _follow(site, chance)
    for slug, language, words in WANTED:
        asked = SearchCount.objects.filter(site=site, language=language, words=words)
        times = asked.aggregate(times=Sum("asked"))["times"] or 0
        article = articles[slug]["en"].article
        Question.objects.create(article=article, language=language, words=words, asked=times)


def articles_of(site: Site) -> Articles:
    """What stands there, by its slug in English."""
    found: Articles = {}
    rows = Translation.objects.filter(site=site).select_related("article", "published").order_by("article")
    by_article: dict[int, dict[str, Translation]] = {}
    for one in rows:
        by_article.setdefault(one.article_id, {})[one.language] = one
    for told in by_article.values():
        if "en" in told:
            found[told["en"].slug] = told
    return found


def busy_days(chance: Random, a_day: float, surge: float = 1) -> Iterable[tuple[date, int]]:
    """Each day on which it happened, and how often: more by and by, less at weekends."""
    last = today()
    for ago in range(DAYS - 1, -1, -1):
        day = last - timedelta(days=ago)
        grown = _FIRST + (1 - _FIRST) * (1 - ago / DAYS)
        expected = a_day * grown * (_WEEKEND if day.weekday() > 4 else 1) * (surge if ago < _SURGED else 1)
        if times := _about(expected * chance.uniform(0.75, 1.25), chance):
            yield day, times


def _about(expected: float, chance: Random) -> int:
    """A whole number that is `expected` in the long run."""
    return int(expected) + (chance.random() < expected % 1)


def _read(read: Read, told: dict[str, Translation], chance: Random) -> None:
    rows, votes, whole = [], [], sum(ASKED_IN.values())
    published = {code: one for code, one in told.items() if one.published_id}
    for asked, share in ASKED_IN.items():
        shown = published.get(asked, published["en"])
        facts = {"article": shown.article, "language": shown.language, "asked": asked}
        for day, views in busy_days(chance, read.a_day * share / whole, read.surge):
            inserts = _about(views * read.inserts / 1000, chance) if asked == shown.language else 0
            rows.append(ReadCount(day=day, views=views, inserts=inserts, **facts))
            cast = _about(views * read.votes / 1000, chance)
            votes += [_vote(read, shown, day, chance) for _ in range(cast)]
    article = published["en"].article
    for day, contacts in busy_days(chance, read.a_day * read.contacts / 1000, read.surge):
        rows.append(ReadCount(article=article, day=day, contacts=contacts))
    ReadCount.objects.bulk_create(rows)
    Vote.objects.bulk_create(votes)
    _read_before(read, published["en"])


def _vote(read: Read, shown: Translation, day: date, chance: Random) -> Vote:
    helped = chance.random() * 100 < read.helped
    at = datetime.combine(day, time(chance.randrange(24), chance.randrange(60)), UTC)
    reason = "" if helped else chance.choices([*read.reasons, ""], [*read.reasons.values(), 2])[0]
    revision = shown.published
    assert revision is not None  # noqa: S101 - what is read was published
    return Vote(
        translation=shown, revision=revision, helped=helped, reason=reason, at=min(at, timezone.now())
    )


def _read_before(read: Read, shown: Translation) -> None:
    """Conversations of the sample that began after reading it."""
    first = today() - timedelta(days=DAYS - 1)
    keys = [f"sample.{story}.0@lamp.example" for story in read.asked_by]
    for message in Message.objects.filter(message_id__in=keys).select_related("conversation"):
        day = message.conversation.created_at.astimezone(UTC).date()
        ReadBefore.objects.create(
            article=shown.article, conversation=message.conversation, day=max(day, first)
        )


def _search(sought: Sought, site: Site, articles: Articles, chance: Random) -> None:
    told = {"language": sought.language, "words": sought.words}
    searches, clicks = [], []
    for day, asked in busy_days(chance, sought.a_week / 7, sought.surge):
        opened = {slug: _about(asked * share / 100, chance) for slug, share in sought.opened.items()}
        clicked = min(sum(opened.values()), asked)
        empty = 0 if sought.found else asked
        searches.append(SearchCount(site=site, day=day, asked=asked, empty=empty, clicked=clicked, **told))
        clicks += [
            ClickCount(article=articles[slug]["en"].article, day=day, count=count, **told)
            for slug, count in opened.items()
            if count
        ]
    SearchCount.objects.bulk_create(searches)
    ClickCount.objects.bulk_create(clicks)


def _follow(site: Site, chance: Random) -> None:
    """How far those came who began the guide."""
    guide = Guide.objects.filter(site=site).order_by("pk").first()
    if guide is None:
        return
    first = guide.steps[0]["key"]
    for day, begun in busy_days(chance, BEGUN, surge=2):
        reached = {key: _about(begun * share / 100, chance) for key, share in FOLLOWED.items()}
        StepCount.objects.bulk_create(
            StepCount(guide=guide, step=key, day=day, views=views)
            for key, views in ({first: begun} | reached).items()
            if views
        )
