"""What each operator finds, what a filter says about itself, and what nobody sees by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Category, Conversation, Place, Priority, Product
from handrail.conversations.queries.filters import parse
from handrail.conversations.queries.filters.applying import asking_of, misunderstood, problems_of
from handrail.conversations.queries.filters.completing import complete
from handrail.conversations.queries.filters.dates import read_moment
from handrail.conversations.queries.filters.operators import OPERATORS
from handrail.conversations.queries.searching import search
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    File,
    Words,
    assign,
    close,
    note,
    receive,
    reply,
    see,
    set_priority,
    set_status,
    snooze,
    tag,
)
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from tests.cast import Ask

Find = Callable[[str], list[int]]


@pytest.fixture
def find(ada: Agent) -> Find:
    """The numbers Ada finds, newest first."""
    return lambda question: [hit.row.number for hit in search(ada, question).hits]


@pytest.fixture
def white(ask: Ask) -> int:
    """Dora's question about a white page, the oldest."""
    return ask(at=timezone.now() - timedelta(days=40)).number


@pytest.fixture
def lamp(ask: Ask, emil: Customer) -> int:
    """Emil's about a lamp, the newest."""
    return ask("The lamp is dark. It fell.", subject="Dark lamp", by=emil).number


def one(number: int) -> Conversation:
    return Conversation.objects.get(number=number)


@pytest.mark.django_db
def test_people(find: Find, white: int, lamp: int, ada: Agent, ben: Agent) -> None:
    assign(one(lamp), to=ben, by=ada.as_actor())
    for question, found in {
        "from:dora@nordlicht.example": [white],
        "from:DORA": [white],
        "from:@brume.example": [lamp],
        "-from:dora": [lamp],
        "from:dora,emil": [lamp, white],
        "to:Support@lamp.example": [lamp, white],
        "to:nobody@lamp.example": [],
        "org:nord": [white],
        "assignee:ben": [lamp],
        "assignee:nobody": [white],
        "assignee:me": [],
        "-assignee:ben,nobody": [],
        "from:dora -from:nordlicht assignee:nobody white": [white],
    }.items():
        assert find(question) == found, question


@pytest.mark.django_db
def test_states(find: Find, white: int, lamp: int, ada: Agent) -> None:
    tag(one(lamp), name="Big refund", by=ada.as_actor())
    set_priority(one(lamp), to=Priority.HIGH, by=ada.as_actor())
    set_status(one(lamp), to=default_status(Category.OTHERS), by=ada.as_actor())
    close(one(white), by=ada.as_actor())
    for question, wanted in {
        'tag:"big refund"': [lamp],
        "-tag:refund": [lamp, white],
        "has:tag": [lamp],
        "status:closed": [white],
        'status:"waiting for others"': [lamp],
        "status:open": [],
        "status:others,closed": [lamp, white],
        "priority:high": [lamp],
        "priority:>=high": [lamp],
        "priority:<high": [white],
        "-priority:urgent,low": [lamp, white],
        "is:open": [lamp],
        "is:closed": [white],
        "is:unassigned": [lamp, white],
        "is:unanswered": [lamp],
        'in:"Lamp support"': [lamp, white],
        "in:support@lamp.example": [lamp, white],
        "in:billing": [],
        f"number:{white}": [white],
        f"number:>{white}": [lamp],
        "lang:none": [lamp, white],
        "lang:ro": [],
    }.items():
        assert sorted(find(question)) == sorted(wanted), question


@pytest.mark.django_db
def test_reading_sleeping_and_lying(find: Find, white: int, lamp: int, ada: Agent) -> None:
    assert find("is:unread") == [lamp, white]
    see(one(white), agent=ada, entry=one(white).last_customer_entry)
    assert find("is:unread") == [lamp]
    snooze(one(white), until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    assert find("is:snoozed") == [white]
    Conversation.objects.filter(number=lamp).update(place=Place.SPAM)
    assert find("lamp") == find("-is:snoozed") == []
    assert find("is:spam") == find("lamp is:spam") == [lamp]
    assert find("is:spam,trash") == [lamp]


@pytest.mark.django_db
def test_words_phrases_and_their_absence(find: Find, white: int, lamp: int, ada: Agent) -> None:
    for question, found in {
        '"page stays white"': [white],
        '"white stays"': [],
        '"pag"': [],
        "pag": [white],
        "pag*": [white],
        "-lamp": [white],
        '-"lamp is dark" from:emil': [],
        "lamp from:emil": [lamp],
        "lamp from:dora": [],
        '"is dark. It" lamp': [lamp],
        "lamp -dark": [],
        "White: page": [white],
        "Re: lamp": [],
    }.items():
        assert find(question) == found, question


@pytest.mark.django_db
def test_files_notes_and_fields(find: Find, white: int, lamp: int, ada: Agent, dora: Customer) -> None:
    note(one(lamp), words=Words(text="A note"), by=ada.as_actor())
    files = (File("a.log", "text/plain", b"a"),)
    receive(one(white), words=Words(text="Here", files=files), by=dora.as_actor())
    held = {
        "product": "Desk lamp",
        "seats": 12,
        "vip": True,
        "parts": ["bulb", "foot"],
        "since": "2026-03-01",
    }
    Conversation.objects.filter(number=lamp).update(fields=held)
    Conversation.objects.filter(number=white).update(
        fields={"seats": 3, "product": "", "since": "2025-01-01"}
    )
    for question, found in {
        "has:attachment": [white],
        "has:note": [lamp],
        'field:product="Desk lamp"': [lamp],
        "field:product": [lamp],
        "-field:product": [white],
        "field:seats>3": [lamp],
        "field:seats>=3": [white, lamp],
        "field:seats=3": [white],
        "field:vip=yes": [lamp],
        "field:parts=foot": [lamp],
        "field:since<2026-01-01": [white],
        "field:vip>0": [],
        "field:nothing": [],
    }.items():
        assert sorted(find(question)) == sorted(found), question


@pytest.mark.django_db
def test_times(find: Find, white: int, lamp: int) -> None:
    now = timezone.now()
    Conversation.objects.filter(number=lamp).update(next_due_at=now - timedelta(minutes=5))
    month = (now - timedelta(days=20)).strftime("%Y-%m-%d")
    for question, found in {
        f"before:{month}": [white],
        f"after:{month}": [lamp],
        "after:7d": [lamp],
        "before:12h": [white],
        "after:today": [lamp],
        "before:2030": [lamp, white],
        "due:overdue": [lamp],
        "due:none": [white],
        "due:any": [lamp],
        "due:week": [],
    }.items():
        assert find(question) == found, question


@given(st.text(max_size=20), st.integers(min_value=1971, max_value=8000))
@settings(max_examples=300)
def test_any_text_is_a_moment_or_none(text: str, year: int) -> None:
    now = datetime(year, 2, 28, 12, 30, tzinfo=UTC)
    found = read_moment(text, now)
    assert found is None or found.tzinfo is now.tzinfo


def test_moments_are_in_the_agent_s_zone() -> None:
    from zoneinfo import ZoneInfo

    now = datetime(2026, 3, 29, 1, 0, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert read_moment("tomorrow", now).isoformat() == "2026-03-30T00:00:00+02:00"  # type: ignore[union-attr]
    assert read_moment("2026-01", now).isoformat() == "2026-01-01T00:00:00+01:00"  # type: ignore[union-attr]
    for nonsense in ("2026-13", "0d0", "99999y", "31.12.2026", "2026-02-30", "9999", ""):
        assert read_moment(nonsense, now) is None, nonsense


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("tga:refund", "did you mean tag:?"),
        ("label:refund", "did you mean tag:?"),
        ("is:solved", "did you mean is:closed?"),
        ("wat:x", "There is no wat:"),
        ("tag:", "as in tag:refund"),
        ("before:soon", "2026-01-31"),
        ("priority:huge", "low, normal, high or urgent"),
        ("number:many", "number of a conversation"),
        ("is:lost", "unread"),
        ("due:later", "overdue"),
        ("field:?", "product=Lamp"),
        ("lang:!!", "none"),
        ("tag:vanished", "has the tag “vanished”"),
        ("status:Parked", "There is no status “Parked”"),
        ("in:nowhere", "You see no mailbox “nowhere”"),
        ("assignee:zoe", "No colleague of yours is called “zoe”"),
    ],
)
def test_a_filter_that_is_not_understood_says_what_to_do_and_the_rest_holds(
    question: str, words: str, ada: Agent, white: int
) -> None:
    found = search(ada, f"{question} page")
    assert [problem.part for problem in found.problems] == [question]
    assert words in found.problems[0].message
    is_not_there = not misunderstood(parse(question), asking_of(ada))
    assert [hit.row.number for hit in found.hits] == ([] if is_not_there else [white])


@pytest.mark.django_db
def test_what_is_there_is_known_in_one_statement(
    ada: Agent, white: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    tag(one(white), name="Refund", by=ada.as_actor())
    found = parse('tag:refund,gone status:Open,open in:"lamp support" assignee:ADA,me,ada@lamp.example')
    asking = asking_of(ada)
    problems_of(found, asking)  # mailboxes and statuses are remembered now
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        problems = problems_of(found, asking)
    assert [problem.message for problem in problems] == ["No conversation you can see has the tag “gone”."]


@given(text=st.text(alphabet="abtagisfromfield:-\",\\<>=()%'* \x00é日", max_size=80))
@settings(max_examples=120, deadline=None)
@pytest.mark.django_db(transaction=True)
def test_nothing_that_one_can_type_breaks_a_search(text: str) -> None:
    agent = Agent.objects.get_or_create(email="any@lamp.example", name="Any", role="owner")[0]
    agent.known_mailboxes = [1]
    assert search(agent, text).count == 0
    complete(asking_of(agent), text, len(text) // 2)
    connection.ensure_connection()


@pytest.mark.django_db
@pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS.keys())
def test_every_operator_runs_its_example_and_suggests(ada: Agent, white: int, operator: object) -> None:
    example = operator.example  # type: ignore[attr-defined]
    Product.objects.create(key="lamp", name="Lamp")
    forget_remembered()
    assert not misunderstood(parse(example), asking_of(ada))
    assert not search(ada, example).is_too_slow
    assert not search(ada, f"-{example} page").is_too_slow
    for begun in (f"{operator.name}:", f"{operator.name}:a", f'{operator.name}:"a b'):  # type: ignore[attr-defined]
        complete(asking_of(ada), begun, len(begun))


def shown(agent: Agent, text: str) -> list[str]:
    return [one.insert for one in complete(asking_of(agent), text, len(text))]


@pytest.mark.django_db
def test_suggestions_follow_the_caret(ada: Agent, ben: Agent, white: int, lamp: int) -> None:
    tag(one(white), name="Big refund", by=ada.as_actor())
    Conversation.objects.filter(number=lamp).update(language="ro", fields={"product": "Desk lamp"})
    assert shown(ada, "sta") == ["status:"]
    assert "tag:" in shown(ada, "")
    assert shown(ada, "-ta") == ["tag:"]
    assert shown(ada, "white tag:ref") == ['"Big refund" ']
    assert shown(ada, "tag:x,big") == ['"Big refund" ']
    assert shown(ada, "from:do") == ["dora@nordlicht.example "]
    assert shown(ada, "assignee:b") == ["Ben "]
    assert shown(ada, "lang:rom") == ["ro "]
    assert shown(ada, "priority:") == ["urgent ", "high ", "normal ", "low ", ">=high "]
    assert shown(ada, "field:") == ["product "]
    assert shown(ada, "field:product=d") == ['"product=Desk lamp" ']
    assert shown(ada, "in:lamp") == ['"Lamp support" ']
    assert shown(ada, '"whi') == shown(ada, "tag:big ") == shown(ada, "wat:x") == []
    (tagged,) = complete(asking_of(ada), "a tag:bi b", 8)
    assert (tagged.begin, tagged.end) == (6, 8)


@pytest.mark.django_db
def test_finn_is_told_nothing_of_others(finn: Agent, ada: Agent, white: int, billing: Mailbox) -> None:
    tag(one(white), name="Secret plan", by=ada.as_actor())
    Conversation.objects.filter(number=white).update(language="ro", fields={"secret": "plan"})
    reply(one(white), words=Words(text="Hello"), by=ada.as_actor())
    for begun in ("tag:", "from:", "org:", "in:", "to:", "lang:", "field:", "field:secret=", "assignee:"):
        told = " ".join(shown(finn, begun)).casefold()
        for secret in ("secret", "dora", "nord", "lamp", "ro ", "ada", "plan"):
            assert secret not in told, begun
    for question in ("tag:secret", "from:dora", "lang:ro", "-tag:x", "is:open", "field:secret", "page"):
        found = search(finn, question)
        assert (found.hits, found.count) == ([], 0), question
    # what is not there and what he may not see are told in the same words
    there, nothing = (
        search(finn, f'tag:"{name}"').problems[0].message for name in ("Secret plan", "None such")
    )
    assert there.replace("Secret plan", "") == nothing.replace("None such", "")
