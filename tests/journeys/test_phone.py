"""At 390 px: one thing at a time, and a way back from each."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit, speak
from tests.journeys.people import PHONE, open_conversation, row, timeline


@pytest.fixture
def phone(visit: Visit) -> Page:
    return visit("ada", **PHONE).new_page()


def test_list_conversation_and_back(phone: Page, mail: Arrive) -> None:
    number = mail("From the train", "Can you read this?")
    phone.goto("/inbox/unassigned/?order=newest")
    expect(phone.locator("#list")).to_be_visible()
    expect(phone.locator("#conversation")).to_be_hidden()
    row(phone, number).tap()
    expect(timeline(phone)).to_contain_text("Can you read this?")
    expect(phone.locator("#list")).to_be_hidden()
    _fits(phone)

    phone.get_by_role("link", name="About the customer").tap()
    expect(phone.locator("#customer")).to_contain_text("dora@nordlicht.example")
    expect(phone.locator("#customer")).to_be_in_viewport()
    phone.locator(".scrim").tap(position={"x": 8, "y": 300})
    expect(phone.locator("#customer")).not_to_be_in_viewport()

    phone.get_by_role("link", name="Back to Unassigned").first.tap()
    expect(phone.locator("#list")).to_be_visible()
    _fits(phone)


def test_menus_stay_inside_the_window(phone: Page, mail: Arrive) -> None:
    open_conversation(phone, mail("Menus on a train", "Do they fit?"))
    buttons = phone.locator("#head summary:visible")
    for index in range(buttons.count()):
        buttons.nth(index).tap()
        floating = phone.locator("#head details[open] > .float")
        expect(floating.locator(".item, .input").first).to_be_visible()
        expect(floating).to_be_in_viewport(ratio=0.99)
        phone.keyboard.press("Escape")


def test_views_drawer_and_tabs(phone: Page) -> None:
    phone.goto("/inbox/mine/")
    phone.get_by_role("link", name="Views").tap()
    phone.locator("#views").get_by_role("link", name="Closed").tap()
    phone.wait_for_url("**/inbox/closed/")
    tabs = phone.locator(".tabs")
    for name, address in (
        ("Search", "**/search/"),
        ("Settings", "**/settings/profile/"),
        ("Inbox", "**/inbox/mine/"),
    ):
        tabs.get_by_role("link", name=name).tap()
        phone.wait_for_url(f"**/{address}")
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
        _fits(phone)


@pytest.fixture(params=["fr", "ar"])
def olga_s_phone(visit: Visit, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone of Olga's, who sees every page, for a while in a language of long words or from the right."""
    page = visit("olga", **PHONE).new_page()
    speak(page, request.param)
    yield page
    speak(page, "en")


# What one presses, and the heading, beyond the edges; what a box of its own scrolls to is within reach.
_CUT = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary, h1)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[popover], .sr"))
  .filter((one) => {
    for (let box = one.parentElement; box && !box.matches(".scroll"); box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth)
        return false;
    const { left, right, width } = one.getBoundingClientRect();
    return width > 2 && (left < -1 || right > innerWidth + 1); })
  .map((one) => one.textContent.trim() || one.ariaLabel || one.name)"""
# Pages about one thing, with more in their heads than most.
_ABOUT_ONE = (
    "/articles/3/translate/sl/",
    "/customers/3/",
    "/settings/mailboxes/1/hours/",
    "/settings/forms/1/",
)


def test_nothing_that_one_presses_is_out_of_sight(olga_s_phone: Page) -> None:
    page = olga_s_phone
    places = page.evaluate("fetch('/palette/').then((answer) => answer.text())")
    addresses = [one for one in re.findall(r'href="([^"]+)"', places) if "logout" not in one]
    assert len(addresses) > 60
    cut = {}
    for address in (*_ABOUT_ONE, *addresses):
        answer = page.goto(address)
        assert answer, address
        assert answer.ok, address
        if lost := page.evaluate(_CUT):
            cut[address] = lost
        _fits(page)
    assert cut == {}


def _fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
