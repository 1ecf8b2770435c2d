"""What one does to a conversation with the mouse, and where it goes from there."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.hands import doing
from tests.journeys.house import House, Letter
from tests.journeys.people import arrive, composer, hold_still, menu, open_conversation, row, send, timeline


def choose(page: Page, menu_name: str, item: str) -> None:
    menu(page, re.compile(f"^{menu_name}")).click()
    page.locator("details.menu[open] .item").filter(has_text=item).first.click()


def test_status_assignee_priority_and_tags(ada: Page, mail: Arrive) -> None:
    number = mail("Everything by mouse", "Click, click.")
    open_conversation(ada, number)
    choose(ada, "Assignee", "Ben")
    expect(timeline(ada)).to_contain_text("Ada gave the conversation to Ben")
    expect(menu(ada, "Assignee: Ben")).to_be_visible()
    choose(ada, "Priority", "High")
    expect(menu(ada, "Priority: High")).to_be_visible()
    menu(ada, "Add a tag").click()
    ada.get_by_label("Tag", exact=True).fill("Refund")
    ada.get_by_role("button", name="Add tag").click()
    expect(ada.locator("#head .tags.wide")).to_contain_text("refund", ignore_case=True)
    ada.get_by_role("button", name=re.compile("Remove tag refund", re.IGNORECASE)).click()
    expect(ada.locator("#head .tags.wide")).not_to_contain_text("refund", ignore_case=True)
    choose(ada, "Status", "Waiting for customer")
    expect(menu(ada, re.compile("^Status: Waiting"))).to_be_visible()
    ada.reload()
    expect(menu(ada, "Assignee: Ben")).to_be_visible()
    expect(menu(ada, "Priority: High")).to_be_visible()
    expect(menu(ada, re.compile("^Status: Waiting"))).to_be_visible()


def test_answering_closes_and_goes_on_and_it_is_opened_again(ada: Page, mail: Arrive) -> None:
    number = mail("Close me", "And open me.")
    open_conversation(ada, number)
    hold_still(ada)
    with doing(ada, "click reply"):
        composer(ada).click()
        expect(ada.locator("[data-editor=ready] .write[role=textbox]")).to_be_focused()
        ada.keyboard.type("Closed, and open to you.")
        send(ada)
        expect(ada).not_to_have_url(re.compile(f"/{number}/"))
    ada.goto("/inbox/all/?order=newest")
    expect(row(ada, number)).to_have_count(0)
    ada.goto("/inbox/closed/")
    row(ada, number).click()
    ada.get_by_role("button", name="Reopen").click()
    expect(menu(ada, "Status: Open")).to_be_visible()


def test_snooze_and_wake_by_hand_and_by_the_customer(ada: Page, mail: Arrive, house: House) -> None:
    letter = Letter("Not before Monday", "I am away.")
    number = arrive(letter, house)
    open_conversation(ada, number)
    choose(ada, "Snooze", "Tomorrow morning")
    expect(ada.locator("#head")).to_contain_text("Asleep until")
    ada.goto("/inbox/all/?order=newest")
    expect(row(ada, number)).to_have_count(0)
    ada.goto("/inbox/snoozed/")
    row(ada, number).click()
    ada.get_by_role("button", name="Wake").click()
    expect(ada.locator("#head")).not_to_contain_text("Asleep until")

    in_a_year = date.today().year + 1
    menu(ada, "Snooze").click()
    ada.get_by_label("A time of your own").fill(f"{in_a_year}-01-04T09:30")
    ada.locator("details.menu[open]").get_by_role("button", name="Snooze").click()
    expect(ada.locator("#head")).to_contain_text(str(in_a_year))
    answer = Letter("Re: Not before Monday", "Back already!", answers=letter.as_mail())
    assert arrive(answer, house) == number
    expect(timeline(ada)).to_contain_text("Back already!")
    expect(ada.locator("#head")).not_to_contain_text("Asleep until")


def test_back_forward_and_reload_keep_the_place(ada: Page, mail: Arrive) -> None:
    first, second = mail("The older place", "One."), mail("The newer place", "Two.")
    ada.goto("/inbox/unassigned/?order=newest")
    row(ada, second).click()
    expect(ada.locator("#head h1")).to_have_text("The newer place")
    with doing(ada, "history"):
        ada.locator("#customer .past").get_by_role("link", name="The older place").click()
        expect(ada.locator("#head h1")).to_have_text("The older place")
        expect(row(ada, first)).to_have_attribute("aria-current", "true")
    ada.go_back()
    expect(ada.locator("#head h1")).to_have_text("The newer place")
    expect(row(ada, second)).to_have_attribute("aria-current", "true")
    expect(ada).to_have_title(re.compile("The newer place"))
    ada.go_forward()
    expect(ada.locator("#head h1")).to_have_text("The older place")
    ada.reload()
    expect(ada.locator("#head h1")).to_have_text("The older place")
    expect(ada.get_by_role("heading", name="Unassigned")).to_be_visible()
    expect(row(ada, first)).to_have_attribute("aria-current", "true")
