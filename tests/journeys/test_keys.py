"""The whole work without a mouse, and keys that know when to rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.hands import doing
from tests.journeys.house import House
from tests.journeys.people import composer, expect_written, hold_still, menu, open_conversation, timeline


def focused(page: Page) -> Locator:
    return page.locator("*:focus")


def test_a_day_on_the_keyboard(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("Keys only", "Can you do it without a mouse?")
    ada.goto("/inbox/unassigned/?order=newest")
    hold_still(ada)
    press = ada.keyboard.press
    press("j")
    press("j")
    press("k")
    expect(focused(ada)).to_have_attribute("data-number", str(number))
    press("o")
    expect(ada.locator("#head h1")).to_have_text("Keys only")
    with doing(ada, "take"):
        press("i")
        expect(timeline(ada)).to_contain_text("Ada took the conversation")
    press("p")
    ada.keyboard.press("Enter")  # the first: urgent
    expect(timeline(ada)).to_contain_text("urgent", ignore_case=True)
    with doing(ada, "tag"):
        press("l")
        ada.keyboard.type("keyboard")
        press("Enter")
        expect(ada.locator("#head .tags.wide")).to_contain_text("keyboard")
    press("Escape")
    press("n")
    ada.keyboard.type("A note by keys: jkrsei/?")
    press("Control+Enter")
    expect(timeline(ada).locator("[data-kind=note]")).to_contain_text("A note by keys: jkrsei/?")
    press("Escape")
    with doing(ada, "reply"):
        press("r")
        ada.keyboard.type("Yes, all of it.")
        press("Control+Enter")
        ada.wait_for_url(lambda url: f"/conversations/{number}/" not in url)  # on to the next one
    house.sent("Yes, all of it.")


def test_menus_by_keys(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("Keys in menus", "Where am I?"), view="unassigned")
    hold_still(ada)
    press = ada.keyboard.press
    with doing(ada, "give"):  # a letter more than Cleo needs: where there are many, one types into a field
        press("v")
        ada.keyboard.type("cl")
        press("Enter")
        expect(timeline(ada)).to_contain_text("Ada gave the conversation to Cleo")
    with doing(ada, "wait"):
        press("s")
        press("w")
        press("Enter")
        expect(menu(ada, re.compile("^Status: Waiting"))).to_be_visible()
    with doing(ada, "snooze"):
        press("b")
        press("t")
        press("Enter")
        expect(ada.locator("#head")).to_contain_text("Asleep until")
    press("s")
    press("e")  # a letter in a menu closes nothing
    expect(ada.locator("details.menu[open]")).to_have_count(1)
    press("Escape")
    expect(ada.locator("details.menu[open]")).to_have_count(0)
    press("e")
    expect(timeline(ada)).to_contain_text("closed", ignore_case=True)
    press("u")
    ada.wait_for_url("**/inbox/unassigned/**")


def test_going_about_by_keys(ada: Page, mail: Arrive) -> None:
    number = mail("Keys about", "Where am I?")
    ada.goto("/inbox/mine/")
    press = ada.keyboard.press
    with doing(ada, "view"):
        press("g")
        press("s")
        ada.wait_for_url("**/inbox/snoozed/")
    press("g")
    press("c")
    ada.wait_for_url("**/inbox/closed/")
    press("?")
    expect(ada.get_by_role("dialog", name="Keys")).to_be_visible()
    press("Escape")
    expect(ada.get_by_role("dialog", name="Keys")).to_be_hidden()
    with doing(ada, "find"):
        press("/")
        ada.wait_for_url("**/search/")
        expect(focused(ada)).to_have_attribute("name", "q")
        ada.keyboard.type("keys about")
        expect(ada.locator("#results .subject").first).to_have_text("Keys about")
        ada.wait_for_url("**/search/?q=keys+about")
        expect(ada.locator("body[data-coming]")).to_have_count(0)
        press("Enter")
        expect(focused(ada)).to_contain_text("Keys about")
        press("Enter")
        ada.wait_for_url(f"**/conversations/{number}/**")


def _page_of(number: int) -> Callable[[Request], bool]:
    return lambda request: f"/conversations/{number}/?view=" in request.url


def test_going_on_beside_an_open_conversation_opens_the_next(ada: Page, mail: Arrive) -> None:
    numbers = [mail(f"Next please {count}", "Mine too?") for count in range(3)]
    open_conversation(ada, numbers[2], view="unassigned")
    hold_still(ada)
    title = ada.locator("#head h1")
    with ada.expect_request(_page_of(numbers[0])) as ahead:  # there before it is wanted
        ada.keyboard.press("j")
        expect(title).to_have_text("Next please 1")
    expect(focused(ada)).to_have_attribute("data-number", str(numbers[1]))
    assert "handrail-ahead" in ahead.value.headers
    asked: list[str] = []
    ada.on("request", lambda one: asked.append(one.url) if _page_of(numbers[0])(one) else None)
    with ada.expect_request(f"**/conversations/{numbers[0]}/entries/?after=*"):  # now it is read
        ada.keyboard.press("j")
        expect(title).to_have_text("Next please 0")
    assert asked == []
    ada.keyboard.press("k")
    expect(title).to_have_text("Next please 1")
    ada.keyboard.press("k")
    expect(title).to_have_text("Next please 2")
    for _ in range(2):  # quicker than pages come: the last one counts
        ada.keyboard.press("j")
    expect(title).to_have_text("Next please 0")
    expect(ada.locator(".row[aria-current]")).to_have_attribute("data-number", str(numbers[0]))


def test_keys_rest_while_somebody_writes(ada: Page, mail: Arrive) -> None:
    number = mail("Letters are letters", "Do they stay so?")
    open_conversation(ada, number)
    hold_still(ada)
    composer(ada).press_sequentially("jkorneispblu/?gm")
    expect_written(ada, "jkorneispblu/?gm")
    expect(ada.locator("details.menu[open]")).to_have_count(0)
    expect(ada.get_by_role("dialog")).to_be_hidden()
    expect(ada.locator("#head")).to_contain_text("Open")
    assert f"/conversations/{number}/" in ada.url


def test_the_count_of_keys_sees_what_no_keyboard_did(ada: Page) -> None:
    ada.goto("/search/")
    box = ada.get_by_role("combobox", name="Search")

    def press(*keys: str) -> None:
        for key in keys:
            ada.keyboard.press(key)

    expect(box).to_be_focused()
    with pytest.raises(AssertionError, match="took more"), doing(ada, "take"):
        press("Home", "End")
    with doing(ada, "take"):
        ada.keyboard.type("letters are no keys")
        press("Home")
    box.fill("from nowhere")
    with pytest.raises(AssertionError, match=r"not done by keys alone.*put=1"), doing(ada, "take"):
        press("Home")
    with pytest.raises(AssertionError, match=r"took more.*clicks"), doing(ada, "take"):
        box.click()
    with pytest.raises(AssertionError, match=r"not done by keys alone.*clicks=1"), doing(ada, "take"):
        press("Home")


@pytest.fixture
def without_keys(visit: Visit) -> Iterator[Page]:
    page = visit("cleo").new_page()
    _switch(page, on=False)
    yield page
    _switch(page, on=True)


def _switch(page: Page, *, on: bool) -> None:
    page.goto("/settings/keys/")
    page.get_by_label("Single keys").set_checked(on)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_the_list_of_keys_says_what_each_does(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("Which keys?", "Tell me."))
    hold_still(ada)
    ada.locator("#head h1").click()
    ada.keyboard.press("?")
    lines = ada.locator("[data-keys-list] > div").all_inner_texts()
    told = {key: does for does, key in (" ".join(line.split()).rsplit(" ", 1) for line in lines)}
    assert told["s"] == "Set the status"
    assert told["p"] == "Set the priority"
    assert told["z"] == "Undo what was done last"
    assert {"K", "@", "??"} <= {*told}


def test_what_sends_stays_inside_the_composer(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("A narrow foot", "Is there room?"))
    composer(ada).click()
    ada.keyboard.type("There is")
    expect(ada.locator("hr-composer[data-editor=ready] .composer .saved[data-state=saved]")).to_be_attached()
    foot, send = ada.locator(".composer footer"), ada.locator(".composer .split.for-reply")
    inner, outer = send.bounding_box(), foot.bounding_box()
    assert inner
    assert outer
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] - 4
    expect(ada.locator(".composer .saved .icon")).to_be_visible()


def test_keys_that_are_switched_off_do_nothing(without_keys: Page, mail: Arrive) -> None:
    page, number = without_keys, mail("No keys, please", "I dictate.")
    open_conversation(page, number)
    hold_still(page)
    page.locator("#head h1").click()
    for key in ("j", "n", "s", "e", "i", "?", "u"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)  # long enough for any of them to have done something
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#head")).to_contain_text("Open")
    expect(timeline(page).locator(".event")).to_have_count(0)
    assert f"/conversations/{number}/" in page.url
    composer(page).fill("Sending by Ctrl+Enter is no single key.")


def test_a_click_on_note_is_followed_by_writing_and_by_no_command(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("Click first", "Do letters close me?"))
    for mode in ("Note", "Reply"):
        ada.locator(".composer .modes label", has_text=mode).first.click()
        ada.keyboard.type("bed")
    expect_written(ada, "bedbed")
    expect(timeline(ada)).not_to_contain_text("closed")
    expect(ada.locator("#head")).to_contain_text("Open")
