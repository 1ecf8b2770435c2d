"""A chat from the desk: it rings, Ada takes it, answers, notes the outcome; two missed ones pause hers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Visit, leave
from tests.journeys.house import House
from tests.journeys.people import PHONE, composer, expect_written, last_entry, menu, row
from tests.journeys.test_accessibility import examine
from tests.journeys.visitor import Visitor, make_widget

SOON = 10_000  # ms
LONG = 120_000  # a web process that has just begun judges nobody before


@pytest.fixture(scope="module")
def widget(house: House) -> str:
    return make_widget(house)


def ring(page: Page, name: str) -> Locator:
    """The bar of a chat that rings."""
    return page.get_by_role("region", name=f"A chat rings: {name}")


def take_chats(page: Page) -> None:
    """By the menu at one's letter, on whatever page, unless one takes them already."""
    expect(page.locator("#chat-item [hx-post]")).to_have_count(1)  # what rings has been asked for
    if not page.locator("#hears-ringing").count():
        page.locator(".rail details.menu > summary").click()
        page.locator("#chat-item").get_by_text("Take chats").click()
    expect(page.locator("#hears-ringing")).to_have_count(1)


def test_a_chat_rings_is_taken_answered_and_ended(ada: Page, ben: Page, widget: str) -> None:
    ada.goto("/settings/profile/")  # on every page, not in the inbox alone
    ada.get_by_label("In a live chat, Enter sends").check()
    ada.locator("#chat").get_by_role("button", name="Save").click()
    expect(ada.get_by_text("Saved.")).to_be_visible()
    take_chats(ada)
    vera = Visitor(widget, "Vera")
    assert vera.begin("Which lamp fits a low ceiling?")["is"] == "ringing"
    expect(ring(ada, "Vera")).to_contain_text("Which lamp fits a low ceiling?", timeout=SOON)
    expect(ring(ada, "Vera")).to_contain_text("lamp.example/prices")
    expect(ada.locator("#spoken")).to_have_text("A chat rings: Vera")
    expect(ada).to_have_title(re.compile(r"^\(1\) ☎ Profile"))
    examine(ada)
    ada.keyboard.press("t")
    expect(ada.locator("#head .chat-strip")).to_contain_text("Live chat", timeout=SOON)
    expect(ring(ada, "Vera")).to_have_count(0)
    number = int(ada.url.split("/conversations/")[1].split("/")[0])
    mine = ada.locator(f".chats-at-hand [data-chats=mine] .one[data-number='{number}']")
    expect(mine).to_contain_text("Which lamp fits a low ceiling?")  # above every list, not in it
    expect(row(ada, number)).to_be_hidden()
    expect(mine).to_have_attribute("data-waits", "")
    examine(ada)

    _talk(ada, vera, mine)

    ben.goto("/inbox/all/?order=newest")
    expect(row(ben, number)).to_contain_text("live")
    menu(ada, "Outcome of the chat").click()
    ada.locator("#head").get_by_role("button", name="Ordered", exact=True).click()
    expect(last_entry(ada)).to_contain_text("Ada noted the outcome: ordered")
    ada.get_by_role("button", name="End chat").click()
    expect(ada.locator("#head .chat-strip")).to_contain_text("The visitor left no address.")
    expect(ada.locator("hr-composer [data-way]")).to_contain_text("in the widget")
    assert vera.read()["state"]["is"] == "ended"


def _talk(ada: Page, vera: Visitor, mine: Locator) -> None:
    """Each says something and reads the other; `mine` is the chat above the list, which says who waits."""
    vera.act("typing")
    expect(ada.locator("hr-visitor")).to_have_text("The visitor writes…", timeout=SOON)
    _answer(ada, "The flat one.")
    expect(last_entry(ada)).to_contain_text("The flat one.")
    said = [one for one in vera.read()["entries"] if one["from"] == "us"]
    assert [(one["text"], one["name"]) for one in said] == [("The flat one.", "Ada")]
    vera.act("seen", entry=said[0]["id"])
    expect(ada.locator("[data-visitor-seen]")).to_contain_text("The flat one.", timeout=SOON)
    expect(mine).not_to_have_attribute("data-waits", "", timeout=SOON)
    vera.send("Thank you, I take two.")
    expect(mine).to_have_attribute("data-waits", "", timeout=SOON)
    expect(last_entry(ada)).to_contain_text("I take two.", timeout=SOON)


def test_who_takes_a_chat_writes_at_once(ada: Page, widget: str) -> None:
    ada.goto("/inbox/mine/")
    take_chats(ada)
    assert Visitor(widget, "Yann").begin("Is it there?")["is"] == "ringing"
    take = ring(ada, "Yann").get_by_role("button", name="Take the chat")
    expect(take).to_be_visible(timeout=SOON)

    def on_a_slow_line(route: Route) -> None:
        ada.wait_for_timeout(300)
        route.continue_()

    ada.route("**/chat/take/", on_a_slow_line)
    take.click()
    ada.keyboard.type("ben")  # b, e and n would be commands
    expect(ada.locator("#head .chat-strip")).to_be_visible(timeout=SOON)
    expect_written(ada, "ben")
    expect(composer(ada)).to_be_focused()
    ada.keyboard.type(" is here")
    expect_written(ada, "ben is here")
    ada.get_by_role("button", name="End chat").click()


def test_one_chat_to_the_next_is_one_press_and_what_others_styled_is_left_alone(
    ada: Page, widget: str, visit: Visit
) -> None:
    ada.goto("/inbox/mine/")
    take_chats(ada)
    for name, text in (("Wim", "Is it white?"), ("Xenia", "Is it round?")):
        assert Visitor(widget, name).begin(text)["is"] == "ringing"
        expect(ring(ada, name)).to_be_visible(timeout=SOON)
        ring(ada, name).get_by_role("button", name="Take the chat").click()
        expect(ada.locator("#head h1")).to_have_text(text, timeout=SOON)
    # as extensions of browsers do, and pictures of pages; what is watched are complaints about inline style
    ada.evaluate("for (const one of document.querySelectorAll('input[id]')) one.style.caretColor = 'red'")
    ada.locator(".chats-at-hand .one", has_text="Is it white?").click()
    expect(ada.locator("#head h1")).to_have_text("Is it white?")
    expect(ada.locator(".chats-at-hand [aria-current]")).to_contain_text("Wim")
    assert ada.locator("#conversation input[style]").count() == 0
    phone = visit("ada", **PHONE).new_page()
    phone.goto(ada.url)
    head, screen = phone.locator("#head").bounding_box(), phone.viewport_size
    assert head
    assert screen
    assert head["height"] < screen["height"] / 6  # the chat is what one looks at
    examine(phone)
    for name in ("Is it white?", "Is it round?"):
        ada.locator(".chats-at-hand .one", has_text=name).click()
        ada.get_by_role("button", name="End chat").click()
        expect(ada.locator(".chats-at-hand .one", has_text=name)).to_have_count(0, timeout=SOON)


def _answer(page: Page, text: str, keys: str = "Enter") -> None:
    """Write in the composer and send, by Enter alone unless told."""
    composer(page).click()
    expect(page.locator("hr-composer[data-editor=ready] [role=textbox]")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press(keys)


def test_who_closes_all_windows_is_gone_the_visitor_reads_it_and_a_colleague_answers(
    ben: Page, house: House, widget: str, visit: Visit
) -> None:
    context = visit("ada")
    ada, visitor = context.new_page(), visit().new_page()
    window = _rings_at(ada, visitor, widget, "Which lamp fits a low ceiling?")
    ada.keyboard.press("t")
    expect(ada.locator("#head .chat-strip")).to_contain_text("Live chat", timeout=SOON)
    _answer(ada, "The flat one.", "Control+Enter")
    expect(window.locator(".says")).to_have_text("You are talking to Ada.")
    number = ada.url.split("/conversations/")[1].split("/")[0]
    beside = ben.context.new_page()
    beside.goto(f"/conversations/{number}/")
    expect(beside.locator("#head .chat-strip")).to_have_attribute("data-state", "talking")
    leave(context)
    house.hurry_leaving()
    expect(window.locator(".says")).to_contain_text("Ada had to leave.", timeout=LONG)
    assert "Nobody is free" in Visitor(widget).asks()["says"]

    ben.goto("/inbox/all/?order=newest")
    expect(row(ben, int(number))).to_be_visible()
    take_chats(ben)
    _write(window, "Which one is that?")
    expect(ben.locator(".ringing-chat")).to_be_visible(timeout=SOON)
    expect(ben.locator(".chats-at-hand")).to_contain_text("Which one is that?", timeout=SOON)
    expect(row(ben, int(number))).to_be_hidden()  # it stands above the list, and not in it once more
    expect(beside.locator("#head .chat-strip")).to_have_attribute("data-state", "ringing", timeout=SOON)
    beside.close()
    ben.keyboard.press("t")
    expect(ben.locator("#head .chat-strip")).to_contain_text("Live chat", timeout=SOON)
    _answer(ben, "Lamp 3.", "Control+Enter")
    expect(window.locator(".said.us").last).to_contain_text("Lamp 3.")
    expect(window.locator(".says")).to_have_text("You are talking to Ben.")
    ben.get_by_role("button", name="End chat").click()
    ben.locator(".rail details.menu > summary").click()
    ben.locator("#chat-item").get_by_text("Take no more chats").click()


def _rings_at(ada: Page, visitor: Page, widget: str, text: str) -> Locator:
    """A visitor's chat rings at Ada, who takes chats; returns its window."""
    ada.goto("/inbox/mine/")
    take_chats(ada)
    visitor.goto(f"{widget}/")
    window = visitor.get_by_role("dialog")
    _write(window, text)
    expect(ada.locator(".ringing-chat")).to_be_visible(timeout=SOON)
    return window


def _write(window: Locator, text: str) -> None:
    """What a visitor does."""
    window.get_by_label("Your message").fill(text)
    window.get_by_label("Your message").press("Enter")


def test_two_that_nobody_took_pause_it_and_one_click_brings_it_back(
    ada: Page, house: House, widget: str, visit: Visit
) -> None:
    ada.goto("/inbox/mine/")
    take_chats(ada)
    with ada.expect_response(re.compile("/chats/here/$")):  # the page says that she is there
        ada.reload()
    expect(ada.locator("#chat-item")).to_contain_text("Take no more chats", use_inner_text=False)
    assert Visitor(widget, "Wim").begin("Is anybody there?")["is"] == "ringing"
    expect(ring(ada, "Wim")).to_be_visible(timeout=SOON)
    house.hurry_ringing()
    expect(ring(ada, "Wim")).to_have_count(0, timeout=30_000)
    paused = ada.locator("#ringing .notice")
    expect(paused).to_contain_text("Your chat is paused.")
    yana = Visitor(widget, "Yana")
    assert yana.begin("And now?")["is"] in ("left", "missed")
    phone = visit("ada", **PHONE).new_page()
    phone.goto("/inbox/mine/")
    expect(phone.locator("#ringing .notice")).to_contain_text("Your chat is paused.")
    examine(phone)
    paused.get_by_role("button", name="Take chats again").click()
    expect(paused).to_have_count(0)
    zoe = Visitor(widget, "Zoe")
    assert zoe.begin("Hello?")["is"] == "ringing"
    expect(ring(ada, "Zoe")).to_be_visible(timeout=SOON)
    zoe.act("end")
    expect(ring(ada, "Zoe")).to_have_count(0, timeout=SOON)
    ada.locator(".rail details.menu > summary").click()
    ada.locator("#chat-item").get_by_text("Take no more chats").click()
    expect(ada.locator("#hears-ringing")).to_have_count(0)
