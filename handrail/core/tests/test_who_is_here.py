"""Who is where, by the words of several processes and a clock that is passed in."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.live import VISITOR, Hub, LiveLimits, Page, Registry, Seat, Writer
from handrail.core.live.seats import Announcement, announce, decode
from handrail.core.live.sittings import Sittings
from handrail.core.live.writers import Pace

FADE, DELAY = 30.0, 5.0
WHITE_PAGE, REFUND = Page(70, 812, 1), Page(71, 813, 2)
ADA, BEN = Seat(WHITE_PAGE, 1, "Ada"), Seat(WHITE_PAGE, 2, "Ben")


def heard(registry: Registry, now: float, source: str, turn: int, *here: Seat, gone: Any = ()) -> set[Page]:
    return registry.hear(Announcement(source, turn, here, gone), now)


def names(registry: Registry, page: Page = WHITE_PAGE) -> list[str]:
    return [seat.name for seat in registry.people(page)]


def test_who_was_announced_is_here_until_thirty_seconds_have_passed() -> None:
    registry = Registry(FADE, 100)
    assert heard(registry, 0, "web 1", 1, ADA) == {WHITE_PAGE}
    assert heard(registry, 25, "web 2", 1, BEN) == {WHITE_PAGE}
    assert names(registry) == ["Ada", "Ben"]
    assert registry.forget(29.9) == set()
    assert registry.forget(30) == {WHITE_PAGE}
    assert (names(registry), registry.next_fade) == (["Ben"], 55)
    registry.forget(55)
    assert (names(registry), list(registry.pages()), len(registry)) == ([], [], 0)


def test_who_is_announced_again_stays_and_nothing_looks_different() -> None:
    registry = Registry(FADE, 100)
    heard(registry, 0, "web 1", 1, ADA)
    assert heard(registry, 20, "web 1", 2, ADA) == set()
    assert registry.forget(49) == set()
    assert names(registry) == ["Ada"]


def test_who_writes_is_believed_for_some_seconds_and_only_what_is_new_is_told() -> None:
    registry = Registry(FADE, 100, writing=7)
    heard(registry, 0, "web 1", 1, ADA)

    def says(now: float, what: str, page: Page = WHITE_PAGE) -> set[Page]:
        return registry.hear(decode(Announcement("", 0, writes=[Writer(page, 1, what)]).encode()), now)

    assert says(1, "reply") == {WHITE_PAGE}
    assert says(5, "reply") == set()
    assert (registry.writers.what(WHITE_PAGE, 1), registry.writers.what(WHITE_PAGE, 2)) == ("reply", "")
    assert (registry.next_fade, registry.forget(11.9)) == (12, set())
    assert registry.forget(12) == {WHITE_PAGE}
    assert says(13, "") == set()
    assert says(14, "note") == {WHITE_PAGE}
    assert says(15, "reply") == says(16, "") == {WHITE_PAGE}
    assert (registry.writers.what(WHITE_PAGE, 1), names(registry)) == ("", ["Ada"])
    says(17, "note")
    moved = WHITE_PAGE._replace(mailbox=0)  # restricted since: told at the old place and the new one
    assert says(18, "note", moved) == {WHITE_PAGE, moved}


def test_who_says_it_without_end_is_heard_now_and_then_and_keeps_nobody_else_from_it() -> None:
    pace = Pace(most=3, seconds=10, writers=3)
    ada, also_ada, ben = Writer(WHITE_PAGE, 1, "note"), Writer(REFUND, 1, "reply"), Writer(REFUND, 2, "note")
    visitor, another = Writer(WHITE_PAGE, VISITOR, "chat"), Writer(REFUND, VISITOR, "chat")
    assert [pace.allows(one, 5) for one in (ada, also_ada, ada, ada)] == [True, True, True, False]
    assert pace.allows(ben, 6)
    assert [pace.allows(ada, now) for now in (14.9, 15, 16)] == [False, True, True]
    assert [pace.allows(visitor, 20) for _ in range(4)] == [True, True, True, False]
    assert pace.allows(another, 20)
    assert pace.allows(Writer(Page(72, 814, 1), VISITOR, "chat"), 20)
    assert pace.allows(ben, 20)  # of more writers than it counts the first begins anew


def test_there_is_an_end_to_writers() -> None:
    registry = Registry(FADE, 2)
    said = [Writer(WHITE_PAGE, agent, "note") for agent in range(5)]
    registry.hear(Announcement("", 0, writes=said), 0)
    told = [registry.writers.what(WHITE_PAGE, agent) for agent in range(5)]
    assert told == ["note", "note", "", "", ""]


def test_who_left_is_gone_at_once_even_when_the_words_come_in_the_wrong_order() -> None:
    registry = Registry(FADE, 100)
    heard(registry, 0, "web 1", 2, gone=[ADA.key])
    heard(registry, 1, "web 1", 1, ADA)
    assert names(registry) == []
    heard(registry, 2, "web 1", 3, ADA)
    assert names(registry) == ["Ada"]


def test_who_sits_in_two_processes_is_there_once_and_until_both_say_goodbye() -> None:
    registry = Registry(FADE, 100)
    heard(registry, 0, "web 1", 1, ADA)
    heard(registry, 0, "web 2", 1, ADA)
    assert names(registry) == ["Ada"]
    heard(registry, 1, "web 1", 2, gone=[ADA.key])
    assert names(registry) == ["Ada"]
    heard(registry, 2, "web 2", 2, gone=[ADA.key])
    assert names(registry) == []


def test_a_conversation_in_another_mailbox_is_another_page() -> None:
    registry = Registry(FADE, 100)
    heard(registry, 0, "web 1", 1, ADA)
    moved = Page(70, 812, 2)
    assert heard(registry, 1, "web 1", 2, Seat(moved, 1, "Ada")) == {WHITE_PAGE, moved}
    assert (names(registry), names(registry, moved)) == ([], ["Ada"])


def test_what_comes_on_top_of_the_limit_is_not_noticed() -> None:
    registry = Registry(FADE, 2)
    heard(registry, 0, "web 1", 1, ADA, BEN, Seat(REFUND, 3, "Cleo"))
    assert (names(registry), names(registry, REFUND), len(registry)) == (["Ada", "Ben"], [], 2)
    heard(registry, 29, "web 1", 2, ADA)
    heard(registry, 31, "web 1", 3, Seat(REFUND, 3, "Cleo"))  # Ben has faded
    assert (names(registry), names(registry, REFUND)) == (["Ada"], ["Cleo"])


@dataclass(frozen=True)
class Said:
    """What a process said of Ada at a time, and how late each copy of it came."""

    at: float
    source: str
    present: bool
    delays: list[float]

    def words(self, turn: int) -> Announcement:
        return Announcement(
            self.source, turn, [ADA] if self.present else [], [] if self.present else [ADA.key]
        )


SAID = st.lists(
    st.builds(
        Said,
        at=st.floats(0, 120),
        source=st.sampled_from(["web 1", "web 2"]),
        present=st.booleans(),
        delays=st.lists(st.floats(0, DELAY), min_size=1, max_size=3),
    ),
    max_size=30,
)


@given(said=SAID, looks=st.lists(st.floats(0, 200), min_size=1), skew=st.floats(-1e6, 1e6))
def test_who_announces_is_shown_and_who_has_not_for_thirty_seconds_is_not(
    said: list[Said], looks: list[float], skew: float
) -> None:
    """Each copy of a word comes up to five seconds late, so in another order too; `skew`: a wrong clock."""
    said.sort(key=lambda one: one.at)
    turns = itertools.count(1)
    mail = [
        (one.at + late, one.words(turn))
        for one, turn in zip(said, turns, strict=False)
        for late in one.delays
    ]
    registry = Registry(FADE, 100)
    for at, words in sorted([*mail, *((look, None) for look in looks)], key=lambda one: one[0]):
        if words is not None:
            registry.hear(words, at + skew)
            continue
        registry.forget(at + skew)
        shown = bool(registry.people(WHITE_PAGE))
        announced = [one for one in said if one.present and at - FADE - DELAY <= one.at <= at]
        if shown:
            assert announced
        last = {one.source: one for one in said if one.at <= at - DELAY}
        surely = [one for one in last.values() if one.present and at - one.at < FADE - 1e-6]
        quiet_since = {one.source for one in said if at - DELAY < one.at <= at}
        if any(one.source not in quiet_since for one in surely):
            assert shown


@given(
    here=st.lists(st.builds(Seat, st.just(WHITE_PAGE), st.integers(1, 10**9), st.text(max_size=120))),
    gone=st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), max_size=600),
)
def test_announcements_fit_into_notifications_and_lose_nobody(
    here: list[Seat], gone: list[tuple[int, int]]
) -> None:
    parts = announce("c0ffee", itertools.count(1), here, gone)
    assert all(len(part.encode()) < 8000 for part in parts)
    words = [decode(part) for part in parts]
    assert [seat for one in words for seat in one.here] == here
    assert [key for one in words for key in one.gone] == gone
    assert [one.turn for one in words] == list(range(1, len(words) + 1))


def test_many_long_names_are_told_in_several_parts() -> None:
    crowd = [Seat(WHITE_PAGE, number, "Ж" * 120) for number in range(500)]
    parts = announce("c0ffee", itertools.count(1), crowd, [])
    assert len(parts) > 10
    assert all(7000 < len(part.encode()) < 8000 for part in parts[:-1])


@pytest.mark.parametrize(
    "text", ["", "hello", "[]", "{}", '{"from":"x","turn":1,"here":[[1]],"gone":[],"asks":false}', "3"]
)
def test_what_is_no_announcement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an announcement"):
        decode(text)


class Tab:
    """An open stream."""

    def __init__(self, seat: Seat | None = ADA) -> None:
        self.seat = seat


NOBODY: tuple[list[Seat], list[tuple[int, int]]] = ([], [])


def test_who_stays_a_second_is_announced_then_every_ten_and_once_on_leaving() -> None:
    sittings, tab = Sittings(LiveLimits()), Tab()
    sittings.due(0)
    sittings.arrive(tab, 3)
    assert (sittings.next_due, sittings.due(3.9)) == (4, NOBODY)
    assert sittings.due(4) == ([ADA], [])
    assert (sittings.next_due, sittings.due(9)) == (10, NOBODY)
    assert sittings.due(10) == ([ADA], [])
    sittings.depart(tab, 15)
    assert (sittings.next_due, sittings.due(16.9)) == (17, NOBODY)
    assert sittings.due(17) == ([], [ADA.key])
    assert (sittings.due(30), len(sittings)) == (NOBODY, 0)


def test_who_leaves_within_a_second_was_never_here() -> None:
    sittings = Sittings(LiveLimits())
    for second in range(20):
        tab = Tab(Seat(Page(second, second, 1), 1, "Ada"))
        sittings.arrive(tab, second)
        sittings.depart(tab, second + 0.9)
        assert sittings.due(second + 0.95) == NOBODY
    assert len(sittings) == 0


def test_a_page_that_is_loaded_anew_has_not_left() -> None:
    sittings, tab, again = Sittings(LiveLimits(announce=60)), Tab(), Tab()
    sittings.arrive(tab, 0)
    sittings.due(1)
    sittings.depart(tab, 5)
    sittings.arrive(again, 6.5)
    assert sittings.due(8) == NOBODY
    sittings.depart(again, 9)
    assert sittings.due(11) == ([], [ADA.key])


def test_of_two_tabs_the_last_one_counts() -> None:
    sittings, first, second = Sittings(LiveLimits(announce=60)), Tab(), Tab()
    sittings.arrive(first, 0)
    assert sittings.due(1) == ([ADA], [])
    sittings.arrive(second, 2)
    sittings.depart(first, 3)
    assert sittings.due(20) == NOBODY
    sittings.depart(second, 21)
    assert sittings.due(23) == ([], [ADA.key])


def test_all_is_said_again_when_somebody_asks_but_not_all_the_time() -> None:
    sittings = Sittings(LiveLimits())
    sittings.arrive(Tab(), 0)
    sittings.due(1)
    sittings.again(5)
    assert sittings.due(5) == ([ADA], [])
    for _ in range(50):
        sittings.again(5.2)
    assert (sittings.due(5.5), sittings.due(6)) == (NOBODY, ([ADA], []))


def test_an_inbox_says_nothing_of_its_reader() -> None:
    sittings, inbox = Sittings(LiveLimits()), Tab(None)
    sittings.arrive(inbox, 0)
    assert (len(sittings), sittings.due(5)) == (0, NOBODY)
    sittings.depart(inbox, 6)


def test_processes_forked_from_one_have_names_of_their_own() -> None:
    presence = Hub().presence
    names = []
    for _ in range(2):
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            os.write(write, presence.source.encode())
            os._exit(0)
        os.waitpid(child, 0)
        names.append(os.read(read, 100))
        os.close(read)
        os.close(write)
    assert all(names)
    assert len({*names, presence.source.encode()}) == 3
