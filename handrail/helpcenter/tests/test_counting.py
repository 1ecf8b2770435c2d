"""What readers do is counted by day, without anything that says who they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.verbs.erasing import erase_words
from handrail.core.erasing import Person, count_all, run_all
from handrail.helpcenter import counting
from handrail.helpcenter.counting import keeping
from handrail.helpcenter.counting.forgetting import forget_old
from handrail.helpcenter.models import (
    ClickCount,
    Question,
    ReadBefore,
    ReadCount,
    SearchCount,
    Site,
)
from handrail.helpcenter.tests.conftest import Write
from tests.cast import Ask


def test_views_are_summed_by_day_and_by_the_language_that_was_asked_for(write: Write) -> None:
    lamp, cache = write("The lamp"), write("The cache")
    for asked in ("en", "ro", "ro", "xx-made-up"):
        counting.seen(lamp, asked)
    counting.inserted(lamp)
    counting.contacted([str(lamp.article_id), "9" * 30, "-1", str(cache.article_id), str(2**62)])
    told = {
        (one.language, one.asked, one.views, one.inserts, one.contacts) for one in _reads(lamp.article_id)
    }
    assert told == {("en", "en", 2, 1, 0), ("en", "ro", 2, 0, 0), ("", "", 0, 0, 1)}
    assert counting.views_of_fallback("ro") == {lamp.article_id: 2}
    ReadCount.objects.filter(asked="ro").update(day=keeping.today() - timedelta(days=28))
    assert counting.views_of_fallback("ro") == {}
    many = [write(f"Lamp {number}").article_id for number in range(7)]
    counting.contacted(many)
    assert ReadCount.objects.filter(article__in=many).count() == 5  # the last five are believed


def _reads(article: int) -> list[ReadCount]:
    return list(ReadCount.objects.filter(article=article))


def test_searches_are_counted_with_and_without_result_and_click(site: Site, write: Write) -> None:
    lamp = write("The lamp")
    for words, results in (("White  PAGE", 0), ("white page", 2), ("4711", 0), ("", 0)):
        counting.searched(site, "en", words, results)
    for _twice in range(2):
        counting.clicked(site, "en", "white page", lamp)
    counting.clicked(site, "en", "typed only", lamp)
    told = set(SearchCount.objects.values_list("words", "asked", "empty", "clicked"))
    assert told == {("white page", 2, 1, 2), ("typed only", 1, 0, 1)}
    assert set(ClickCount.objects.values_list("words", "count")) == {("white page", 2), ("typed only", 1)}


def test_nobody_fills_the_disk_with_searches(
    site: Site, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_SEARCHES", 2)
    for words in ("one", "two", "three", "one"):
        counting.searched(site, "en", words, 1)
    counting.clicked(site, "en", "four", write("The lamp"))
    assert set(SearchCount.objects.values_list("words", "asked")) == {("one", 2), ("two", 1)}
    assert not ClickCount.objects.exists()


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Order 4711 of dora@nordlicht.example", "order • of •"),
        ("call +49 (0)30 123-456", "call +• (•)•"),
        ("۱۲۳ चार ४५", "• चार •"),
        ("error at https://shop.example/?key=abc", "error at •"),
        ("key a1b2c3d4e5f6g7h8", "key •"),
        ("password: hunter2hunter", "password: •"),
        ("12 34", ""),
    ],
)
def test_digits_addresses_links_and_secrets_are_masked(words: str, kept: str) -> None:
    assert counting.masked(words) == kept


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.emails(), st.integers(min_value=0))
def test_whatever_is_typed_no_digit_and_no_address_stays(words: str, address: str, number: int) -> None:
    kept = counting.masked(f"{words} {address} {number}")
    assert "@" not in kept
    assert not any(sign.isdecimal() for sign in kept)
    assert len(kept) <= 120


def test_only_readers_are_counted(rf: RequestFactory, ada: Agent) -> None:
    def visit(**headers: str) -> bool:
        request = rf.get("/help/en/lamp/", headers=headers)
        request.user = AnonymousUser()
        return counting.counts(request)

    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    assert visit(**firefox)
    assert not visit(**firefox, **{"Sec-Purpose": "prefetch"})
    assert not visit(**{"User-Agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"})
    assert not visit()
    request = rf.get("/help/en/lamp/", headers=firefox)
    request.user = ada
    assert not counting.counts(request)


def test_it_is_forgotten_after_ninety_days(site: Site, write: Write) -> None:
    lamp = write("The lamp")
    counting.seen(lamp, "en")
    counting.clicked(site, "en", "lamp", lamp)
    Question.objects.create(article=lamp.article, language="en", words="lamp")
    assert forget_old() == 0
    for model in (ReadCount, SearchCount, ClickCount):
        model.objects.update(day=keeping.today() - timedelta(days=90))
    Question.objects.update(attached_at=Question.objects.get().attached_at - timedelta(days=91))
    assert forget_old() == 4


def test_who_is_erased_is_in_no_search_and_read_nothing(
    ask: Ask, ada: Agent, site: Site, write: Write
) -> None:
    lamp, mine, other = write("The lamp"), ask("It is dark"), ask("It blinks")
    for conversation in (mine, other):
        counting.contacted([lamp.article_id], conversation)
    counting.clicked(site, "en", "Invoice of Tilda  Zanzibar 23", lamp)
    counting.searched(site, "en", "invoice", 1)
    counting.searched(site, "en", "maximum (light)", 1)
    erase_words(mine, by=ada.as_actor(), why="request")
    assert list(ReadBefore.objects.values_list("conversation", flat=True)) == [other.pk]
    person = Person((mine.customer_id,), ("tilda@leave.example",), ("Tilda Zanzibar 23", "Max", "ligh("))
    assert count_all(person)["help searches"] == 2
    list(run_all(person))
    assert set(SearchCount.objects.values_list("words", flat=True)) == {"invoice", "maximum (light)"}
    assert not ClickCount.objects.exists()
    assert not ReadBefore.objects.exists()
