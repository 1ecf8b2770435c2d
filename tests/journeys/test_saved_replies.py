"""Saved replies and macros by keyboard: how few keys an answer takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Arrive
from tests.journeys.hands import doing
from tests.journeys.house import House
from tests.journeys.people import composer, hold_still, open_conversation, timeline
from tests.journeys.test_accessibility import HALF_COVERED, in_both_themes


@pytest.fixture
def time_to_undo(house: House) -> Iterator[None]:
    """Elsewhere nobody waits for it."""
    house.send_at_once(seconds=30)
    yield
    house.send_at_once()


def test_a_saved_reply_leaves_with_five_keys(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("A white page again", "Since the update the page stays white. What shall I do?")
    ada.goto("/inbox/unassigned/?order=newest")
    expect(ada.locator("#rows .row").first).to_have_attribute("data-number", str(number))
    hold_still(ada)
    press = ada.keyboard.press
    with doing(ada, "next"):
        press("o")
        ada.locator("#head h1").filter(has_text="A white page again").wait_for()
        press("r")
        expect(ada.locator("[data-editor=ready][data-slash=ready] .write[role=textbox]")).to_be_focused()
        press("/")
        options = ada.get_by_role("listbox", name="Saved replies").get_by_role("option")
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(options.first).to_contain_text("Ask for the diagnostics")
        assert in_both_themes(ada) == []
        press("Enter")
        expect(composer(ada)).to_contain_text("could you send us the diagnostics?")
        press("ControlOrMeta+Enter")
        expect(ada).not_to_have_url(re.compile(f"/{number}/"))
    sent = house.sent("could you send us the diagnostics?")
    assert "{{" not in str(sent)


def test_the_picker_searches_closes_and_keeps_the_slash(ada: Page, mail: Arrive) -> None:
    number = mail("And / or", "Both, please.")
    open_conversation(ada, number)
    ada.keyboard.press("r")
    words = ada.locator("[data-editor=ready][data-slash=ready] .write[role=textbox]")
    expect(words).to_be_focused()
    ada.keyboard.type("and/or ")  # inside a word a slash is a slash
    expect(words).to_have_text("and/or ")
    ada.keyboard.type("/")
    search = ada.get_by_role("combobox", name="Search saved replies")
    expect(search).to_be_focused()
    ada.keyboard.press("Escape")
    expect(words).to_be_focused()
    expect(words).to_have_text("and/or /")
    ada.keyboard.type(" ")
    ada.get_by_role("button", name="Saved replies").click()
    ada.keyboard.type("next version")
    options = ada.get_by_role("listbox", name="Saved replies").get_by_role("option")
    expect(options).to_have_count(2)  # in both languages
    ada.keyboard.press("Enter")
    expect(words).to_contain_text(f"#{number}")


def test_enter_means_what_stood_there_when_it_was_pressed(ada: Page, mail: Arrive) -> None:
    """Who types quickly is ahead of a list that has not come yet."""
    number = mail("In a hurry", "A white page!")
    open_conversation(ada, number)
    late: list[Route] = []
    ada.route(f"**/conversations/{number}/saved-replies/", lambda route: late.append(route))
    ada.keyboard.press("r")
    expect(ada.locator("[data-editor=ready][data-slash=ready] .write[role=textbox]")).to_be_focused()
    ada.keyboard.type("/diagnostics")
    ada.keyboard.press("Enter")
    ada.keyboard.type(" and then")
    ada.keyboard.press("Enter")
    expect(ada.locator(".picker")).to_have_attribute("aria-busy", "true")
    late[0].continue_()
    expect(composer(ada)).to_contain_text("could you send us the diagnostics?")
    expect(ada.locator(".picker")).to_have_count(0)


def test_a_macro_runs_with_its_key_and_z_takes_it_back(ada: Page, mail: Arrive, time_to_undo: None) -> None:
    number = mail("Silence", "Never mind.")
    open_conversation(ada, number)
    hold_still(ada)
    with doing(ada, "macro"):
        ada.keyboard.press(";")
        expect(ada.locator("hr-macros .item").first).to_be_focused()
        assert in_both_themes(ada, HALF_COVERED) == []
        ada.keyboard.press("x")
        expect(timeline(ada)).to_contain_text("by the macro “Close after silence”")
    expect(timeline(ada)).to_contain_text("Nothing heard for a week.")
    expect(ada.locator("#head")).to_contain_text("Closed")
    expect(ada.locator("#toasts")).to_contain_text("Conversation closed")
    ada.keyboard.press("z")
    expect(timeline(ada)).to_contain_text("opened the conversation again")
    ada.keyboard.press(";")
    expect(ada.locator("hr-macros .item").first).to_be_focused()
    ada.keyboard.press("d")
    expect(ada.get_by_role("heading", name="This is sent to the customer")).to_be_visible()
    assert in_both_themes(ada) == []


def test_a_saved_reply_is_written_in_the_settings(ada: Page, visit: Any, mail: Arrive) -> None:
    ada.goto("/settings/saved-replies/add/")
    ada.get_by_label("Title").fill("My greeting")
    ada.locator("hr-words textarea").first.focus()
    words = ada.locator("hr-words .write[role=textbox]").first
    expect(words).to_be_focused()
    ada.keyboard.type("Good day, {{customer.first_name|friend}}")
    ada.get_by_role("button", name="Save").click()
    expect(ada.get_by_role("link", name="My greeting", exact=True)).to_be_visible()

    without_script = visit("ada", java_script_enabled=False).new_page()
    without_script.goto("/settings/saved-replies/?q=greeting")
    without_script.get_by_role("link", name="My greeting", exact=True).click()
    expect(without_script.locator("[name=text-0]")).to_have_value(re.compile("Good day"))
    number = mail("A greeting", "Hello?")
    open_conversation(ada, number)
    ada.keyboard.press("r")
    expect(ada.locator("[data-editor=ready][data-slash=ready]")).to_be_visible()
    ada.keyboard.type("/")
    ada.get_by_role("option").filter(has_text="My greeting").click()
    expect(composer(ada)).to_contain_text("Good day, ")
