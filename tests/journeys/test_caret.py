"""While one writes: colleagues behind an @, conversations behind a #."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.hands import doing
from tests.journeys.people import PHONE, composer, expect_written, open_conversation, send, timeline
from tests.journeys.test_accessibility import in_both_themes
from tests.journeys.watching import Watch

WORDS = ".composer textarea[name=text]"


def offers(page: Page) -> Locator:
    """The lines of the list that is open."""
    return page.locator(".caret[role=listbox]").get_by_role("option")


def test_an_at_in_a_note_calls_a_colleague_by_keyboard(ada: Page, visit: Visit, mail: Arrive) -> None:
    number = mail("The invoice again", "It is wrong by one cent.")
    open_conversation(ada, number)
    asked: list[str] = []
    ada.on("request", lambda one: asked.append(one.url) if "/offers/" in one.url else None)
    ada.keyboard.press("r")
    words = ada.locator("[data-editor=ready] .write[role=textbox]")
    expect(words).to_be_focused()
    ada.keyboard.type("Hi @be")
    ada.wait_for_timeout(500)
    assert asked == []  # a customer is not told whom the team calls
    ada.keyboard.press("ControlOrMeta+a")
    ada.keyboard.press("Delete")
    ada.keyboard.press("Escape")
    with doing(ada, "note"):
        ada.keyboard.press("n")
        expect(words).to_be_focused()
        ada.keyboard.type("Please look, @be", delay=20)
        expect(offers(ada).first).to_have_attribute("aria-selected", "true")
        expect(words).to_have_attribute("aria-activedescendant", "caret-1")
        expect(offers(ada).first).to_contain_text("Ben")
        assert in_both_themes(ada) == []
        assert len(asked) <= 4
        ada.keyboard.press("Enter")
        expect(offers(ada)).to_have_count(0)
        expect(words).to_contain_text(re.compile(r"Please look, @Ben"))
        ada.keyboard.press("ControlOrMeta+Enter")
        expect(timeline(ada)).to_contain_text("Please look, @Ben")
    expect(words).to_have_count(0)  # an empty composer: keys are commands again
    ada.keyboard.press("n")
    expect(words).to_be_focused()
    ada.keyboard.type("and @")
    expect(offers(ada).first).to_be_visible()
    ada.keyboard.press("Escape")
    expect(offers(ada)).to_have_count(0)
    expect(words).to_be_focused()
    ben = visit("ben").new_page()
    ben.goto("/notifications/")
    expect(ben.locator("main")).to_contain_text("The invoice again")


def test_a_number_sign_points_to_a_conversation(ada: Page, mail: Arrive) -> None:
    other = mail("Marzipan in the printer", "It smells well.")
    number = mail("Another printer", "This one smells too.")
    open_conversation(ada, number)
    ada.keyboard.press("r")
    words = ada.locator("[data-editor=ready] .write[role=textbox]")
    expect(words).to_be_focused()
    ada.keyboard.type("As in #marzipan")
    expect(offers(ada).first).to_contain_text("Marzipan in the printer")
    expect(offers(ada).first).to_have_attribute("aria-selected", "false")
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Enter")
    expect_written(ada, f"As in #{other} ")
    ada.keyboard.type(f"and #{number}")
    expect(offers(ada).first).to_contain_text(f"#{number}")
    ada.keyboard.press("Enter")  # nothing was chosen: a line's end is a line's end
    ada.keyboard.type("Bye")
    expect(ada.locator(WORDS)).to_have_value(re.compile(f"^As in #{other} and #{number}\\s+Bye$"))


def test_in_the_plain_text_area_on_a_phone_and_from_right_to_left(
    visit: Visit, mail: Arrive, watch: Watch
) -> None:
    number = mail("A question in between", "Who knows?")
    watch.forgive("ERR_FAILED")  # the editor does not come
    page = visit("ada", **PHONE).new_page()
    page.route(re.compile(r"/editor-[^/]*\.js"), lambda route: route.abort())
    open_conversation(page, number)
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.locator("[name=kind][value=note]").click(force=True)
    area = composer(page)
    area.press_sequentially("Ask @be")
    expect(offers(page).first).to_be_visible()
    box = page.locator(".caret").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    offers(page).first.tap()
    expect(page.locator(WORDS)).to_have_value(re.compile("^Ask @Ben.* $"))
    send(page)
    expect(timeline(page)).to_contain_text("Ask @Ben")
