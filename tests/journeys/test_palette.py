"""Ctrl K reaches what one can do here, every page, a conversation by number, and the search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.hands import doing
from tests.journeys.people import composer, hold_still, open_conversation
from tests.journeys.test_accessibility import examine


def ask(page: Page, words: str, first: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)
    expect(page.get_by_role("dialog").get_by_role("option", selected=True)).to_contain_text(first)


def test_everything_is_some_letters_away(ada: Page, mail: Arrive) -> None:
    number = mail("Palette", "Where is everything?")
    open_conversation(ada, number)
    hold_still(ada)
    with doing(ada, "name"):
        ask(ada, "prio urg", "Urgent")
        examine(ada)
        ada.keyboard.press("Enter")
        expect(ada.get_by_role("dialog")).to_be_hidden()
        expect(ada.locator("#head .meta")).to_contain_text("Urgent")
    composer(ada).focus()
    expect(ada.locator("[data-editor=ready] .write[role=textbox]")).to_be_focused()
    ask(ada, "snoozed", "Snoozed")  # from within a field too
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/inbox/snoozed/**")
    ask(ada, str(number), f"#{number}")
    ada.keyboard.press("Enter")
    ada.wait_for_url(f"**/conversations/{number}/**")
    ask(ada, "where is everything", "where is everything")
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/search/?q=where+is+everything")
    expect(ada.locator("#results")).to_contain_text("Palette")


@pytest.fixture
def with_other_keys(visit: Visit) -> Iterator[Page]:
    page = visit("cleo").new_page()
    page.goto("/settings/keys/")
    page.get_by_label("Reply", exact=True).press("h")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    yield page
    page.goto("/settings/keys/")
    page.get_by_role("button", name="Gmail").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_chosen_key_does_it_and_the_old_one_rests(with_other_keys: Page, mail: Arrive) -> None:
    page = with_other_keys
    number = mail("Other keys", "By habit.")
    open_conversation(page, number)
    hold_still(page)
    page.keyboard.press("r")
    expect(composer(page)).not_to_be_focused()
    page.keyboard.press("h")
    expect(composer(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("h")
