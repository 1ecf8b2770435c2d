from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from handrail.core.plain_text import html_to_text
from handrail.ops.sample import flood
from handrail.ops.sample.people import COLLEAGUES, CUSTOMERS, MAILBOXES
from handrail.ops.sample.prose import as_html, unwrap
from handrail.ops.sample.stories import STORIES
from handrail.ops.sample.story import Story, minutes

CUSTOMER_KEYS = {person.key for person in CUSTOMERS}
COLLEAGUE_KEYS = {colleague.key for colleague in COLLEAGUES}
BY_KEY = {story.key: story for story in STORIES}
RESERVED = (".example", "@example.com", "@example.net", "@example.org")

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)


@each_story
def test_a_story_names_people_who_exist(story: Story) -> None:
    assert story.customer in CUSTOMER_KEYS
    assert story.mailbox in {post.key for post in MAILBOXES}
    for said in story.entries:
        assert said.by in (CUSTOMER_KEYS if said.kind == "message" else COLLEAGUE_KEYS)
        assert said.kind != "assign" or said.to in COLLEAGUE_KEYS


@each_story
def test_a_story_begins_with_its_customer_and_says_something(story: Story) -> None:
    first = story.entries[0]
    assert (first.kind, first.by, first.after_minutes) == ("message", story.customer, 0)
    assert story.subject
    assert all(said.text for said in story.entries if said.kind in ("message", "reply", "note"))


@each_story
@pytest.mark.parametrize("hour", [0, 6, 12, 23])
def test_nothing_happens_in_the_future_nor_backwards(story: Story, hour: int) -> None:
    now = datetime(2026, 3, 29, hour, 30, tzinfo=UTC)
    moments = [moment for moment, _ in story.dated(now)]
    assert moments == sorted(moments)
    assert moments[-1] <= now
    assert now - moments[0] <= timedelta(days=story.days_ago + 3)


@each_story
def test_what_nobody_touched_has_no_tags_and_no_priority(story: Story) -> None:
    if not story.first_colleague:
        assert (story.tags, story.priority, story.snoozed_days) == ((), "normal", 0)
    assert bool(story.assignee) == bool(story.first_colleague)


@each_story
def test_only_what_is_not_closed_is_snoozed(story: Story) -> None:
    assert not (story.snoozed_days and story.status == "closed")


def test_the_company_has_the_spread_of_a_real_one() -> None:
    statuses = Counter(story.status for story in STORIES)
    assert 60 <= len(STORIES) == len(BY_KEY)
    assert {"en", "ro", "fr", "sl", "ru", "ar", "ja"} <= {story.language for story in STORIES}
    assert 0.35 <= statuses["closed"] / len(STORIES) <= 0.5
    assert statuses["waiting"] >= 5
    assert statuses["others"] >= 2
    assert 8 <= sum(not story.assignee for story in STORIES) <= 10
    assert sum(bool(story.snoozed_days) for story in STORIES) >= 3
    assert {"low", "normal", "high", "urgent"} == {story.priority for story in STORIES}
    assert max(len(story.entries) for story in STORIES) >= 15
    assert {story.mailbox for story in STORIES} == {"support", "billing"}


def test_people_have_their_own_addresses_at_reserved_names() -> None:
    addresses = [person.address for person in CUSTOMERS] + [colleague.email for colleague in COLLEAGUES]
    assert len(CUSTOMERS) >= 35
    assert len({person.organisation for person in CUSTOMERS} - {""}) >= 25
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(RESERVED) for address in addresses)
    assert all(ZoneInfo(person.time_zone) for person in (*CUSTOMERS, *COLLEAGUES, *MAILBOXES))
    assert all(any(story.customer == person.key for story in STORIES) for person in CUSTOMERS)


def test_dora_waits_as_in_the_pictures() -> None:
    story = BY_KEY["dora-white-page"]
    assert story.subject == "Lampa nu mai pornește după actualizarea la 3.2"
    assert (story.status, story.assignee, story.language) == ("open", "ada", "ro")
    assert [said.kind for said in story.entries] == ["message", "assign", "reply", "note", "message"]
    picture, log = story.entries[0].files
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert b"TemplateNotFound: lamp/grid.php (cached 3.1.4)" in log.content


def test_prose_joins_wrapped_lines_and_keeps_lists_and_code() -> None:
    text = unwrap(
        """
        One line
        and its end:

        1. first
        2. second
           goes on

        ```
        code
          as it is
        ```
        日本語の
        行。
        """
    )
    code = "```\ncode\n  as it is\n```"
    assert text == f"One line and its end:\n\n1. first\n2. second goes on\n\n{code}\n\n日本語の行。"
    assert as_html("a `<b>` and **bold**") == "<p>a <code>&lt;b&gt;</code> and <strong>bold</strong></p>"
    assert (
        "<ol><li>first</li><li>second goes on</li></ol><pre><code>code\n  as it is</code></pre>"
        in as_html(text)
    )
    assert "`" not in html_to_text(as_html(text))


def test_spans_of_time_are_read_or_refused() -> None:
    assert (minutes(""), minutes("35m"), minutes("1d 2h 5m")) == (0, 35, 1565)
    with pytest.raises(ValueError, match="not a span"):
        minutes("soon")


def test_the_flood_is_the_same_each_time_and_larger_ones_begin_alike() -> None:
    assert list(flood.bulk(50, seed=7)) == list(flood.bulk(50, seed=7))
    assert list(flood.bulk(50, seed=7)) != list(flood.bulk(50, seed=8))
    small = [conversation.messages[0].parts for conversation in flood.bulk(50)]
    assert small == [conversation.messages[0].parts for conversation in islice(flood.bulk(500), 51)]


def test_the_flood_has_the_shares_that_the_bench_counts_on() -> None:
    conversations = list(flood.bulk(2_500))
    messages = [message for conversation in conversations for message in conversation.messages]
    assert [len(conversations[0].messages), len(conversations[1].messages)] == [100, 4]
    assert len(messages) == 10_100
    assert sum("invoice" in message.text for message in messages) == pytest.approx(
        0.126 * len(messages), abs=1
    )
    assert sum("flumberghast" in message.text for message in messages) == 2
    shares = Counter(conversation.language for conversation in conversations)
    assert all(
        shares[key] / 2_500 == pytest.approx(share / 100, abs=0.03) for key, share in flood.SHARES.items()
    )
    assert sum(c.agent is None for c in conversations) / 2_500 == pytest.approx(0.15, abs=0.03)
    assert sum(c.status == "closed" for c in conversations) / 2_500 == pytest.approx(0.70, abs=0.03)


def test_in_the_flood_the_customer_wrote_last_where_it_is_our_turn() -> None:
    for conversation in flood.bulk(300):
        assert conversation.messages[0].incoming
        assert conversation.messages[-1].incoming == (conversation.status == "open")
        ages = [message.minutes_ago for message in conversation.messages]
        assert ages == sorted(ages, reverse=True)
        assert ages[-1] > 0


def test_the_floods_people_are_as_many_as_promised() -> None:
    people = flood.customers()
    assert (len(people), len(flood.agents()), len(flood.mailboxes())) == (2_000, 20, 5)
    assert len({person.address for person in people}) == 2_000
    assert all(person.address.endswith(".example") for person in people)
