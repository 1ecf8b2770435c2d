"""Ada and Ben look at one conversation, and each sees that the other does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.people import PHONE, hold_still, open_conversation, row, timeline
from tests.journeys.test_accessibility import examine

SOON = 6_000  # ms: a second on the page, and what a busy machine takes
_FLICKER = """number => {
  window.bare = 0;
  new MutationObserver(() => requestAnimationFrame(() => {
    if (!document.querySelector(`#row-${number} .here`)) window.bare++;
  })).observe(document.getElementById("list"), { childList: true, subtree: true });
}"""


def head(page: Page) -> Locator:
    """Who else is here, in the conversation's head."""
    return page.locator("#head hr-here")


def mark(page: Page, number: int) -> Locator:
    """Who is there, on a row of the list."""
    return row(page, number).locator(".here")


@pytest.fixture
def number(mail: Arrive) -> int:
    """A conversation that is new and nobody's."""
    return mail("Who else is here", "Is anybody there?")


def test_two_people_see_each_other_in_head_and_list(ada: Page, ben: Page, number: int) -> None:
    ben.goto("/inbox/all/?order=newest")
    hold_still(ben)
    expect(mark(ben, number)).to_have_count(0)
    open_conversation(ada, number)
    expect(mark(ben, number)).to_have_attribute("title", "Looking at this conversation: Ada", timeout=SOON)
    expect(mark(ben, number).locator(".avatar")).to_have_text("A")
    row(ben, number).click()
    expect(head(ben)).to_contain_text("Ada is looking at this conversation too", timeout=SOON)
    expect(ben.locator("#spoken")).to_have_text("Ada is looking at this conversation too")
    expect(head(ada)).to_contain_text("Ben is looking at this conversation too", timeout=SOON)
    expect(mark(ada, number)).to_have_attribute("title", "Looking at this conversation: Ben")
    examine(ben)
    ada.goto("/inbox/all/?order=newest")
    expect(head(ben)).to_be_empty(timeout=SOON)
    expect(mark(ben, number)).to_have_count(0)
    expect(mark(ada, number)).to_have_attribute("title", "Looking at this conversation: Ben", timeout=SOON)
    ben.context.close()
    expect(mark(ada, number)).to_have_count(0, timeout=SOON)


def test_the_marks_outlive_what_the_server_draws_anew(ada: Page, ben: Page, number: int) -> None:
    open_conversation(ada, number)
    open_conversation(ben, number)
    expect(head(ada)).to_contain_text("Ben", timeout=SOON)
    expect(mark(ada, number)).to_have_count(1, timeout=SOON)
    ada.evaluate(_FLICKER, number)
    ben.keyboard.press("i")  # an entry, a new head, a new list
    expect(timeline(ada)).to_contain_text("took the conversation")
    expect(row(ada, number).locator(".facts > .avatar")).to_have_count(1)
    expect(ada.locator("#head summary").filter(has_text="Ben")).to_be_visible()
    expect(head(ada)).to_contain_text("Ben is looking at this conversation too")
    expect(mark(ada, number)).to_have_count(1)
    ada.keyboard.press("i")  # and her own answer, which draws the list beside the head
    expect(ada.locator("#head summary").filter(has_text="Ada")).to_be_visible()
    expect(head(ada)).to_contain_text("Ben is looking at this conversation too")
    expect(mark(ada, number)).to_have_count(1)
    assert ada.evaluate("window.bare") == 0


def test_a_second_tab_knows_what_the_first_one_hears(ada: Page, ben: Page, number: int) -> None:
    open_conversation(ada, number)
    ben.goto("/inbox/all/?order=newest")
    expect(mark(ben, number)).to_have_count(1, timeout=SOON)
    second = ben.context.new_page()
    second.goto("/inbox/all/?order=newest")
    expect(mark(second, number)).to_have_count(1, timeout=1_500)
    ada.goto("/inbox/mine/")
    expect(mark(second, number)).to_have_count(0, timeout=SOON)
    open_conversation(ada, number)
    expect(mark(second, number)).to_have_count(1, timeout=SOON)
    ben.close()  # the tab with the line; the second one takes over
    ada.goto("/inbox/mine/")
    expect(mark(second, number)).to_have_count(0, timeout=SOON)


def test_nobody_is_told_by_going_through_the_list_or_by_a_hidden_page(
    ada: Page, ben: Page, number: int
) -> None:
    ben.goto("/inbox/all/?order=newest")
    hold_still(ben)
    ben.evaluate("""() => {
      window.marks = 0;
      new MutationObserver(() => { window.marks += document.querySelectorAll(".row .here").length; })
        .observe(document.getElementById("list"), { childList: true, subtree: true });
    }""")
    assert any(_unmarked_walk(ada, ben, number) for _ in range(4))  # a busy machine makes steps last a second


def _unmarked_walk(ada: Page, ben: Page, number: int) -> bool:
    """Ada goes through some conversations, quickly; whether Ben saw nothing of it."""
    ben.evaluate("window.marks = 0")
    open_conversation(ada, number)
    for _ in range(6):
        ada.wait_for_timeout(300)
        ada.keyboard.press("j")
        ada.keyboard.press("o")
    ada.goto("/inbox/mine/")
    ben.wait_for_timeout(2_000)
    return bool(ben.evaluate("window.marks") == 0)


def test_on_a_phone(visit: Visit, ada: Page, number: int) -> None:
    _elsewhere(visit("ben", **PHONE).new_page(), ada, number)


def test_from_right_to_left(arabic: Page, ada: Page, number: int) -> None:
    _elsewhere(arabic, ada, number)


def _elsewhere(page: Page, ada: Page, number: int) -> None:
    open_conversation(ada, number)
    open_conversation(page, number)
    expect(head(page)).to_have_attribute("title", re.compile("Ada"), timeout=SOON)
    box = head(page).bounding_box()
    width, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert box is not None
    assert width == needed
    assert 0 <= box["x"] <= width - box["width"]
    page.goto("/inbox/all/?order=newest")
    expect(mark(page, number)).to_be_visible(timeout=SOON)
    examine(page)
