"""Dora sees her requests, in a browser without scripts: by a mailed link, all the way to closing and back."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from handrail.ops.tests.program import until
from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import composer, hold_still, last_entry, open_conversation, send, timeline
from tests.journeys.test_sides import serious
from tests.journeys.watching import Watch

DESK_SIZE, PHONE_SIZE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FILE = {"name": "lamp.txt", "mimeType": "text/plain", "buffer": b"as ever, in the dark"}
QUESTION = "My lamp flickers, and nobody at home can read."


def switch_on(page: Page) -> None:
    """Olga allows it."""
    page.goto("/settings/portal/")
    page.get_by_label("Customers may sign in").check()
    page.get_by_label("Name at the head").fill("Nordic Lamps")
    page.get_by_label("Colour of the stripe").fill("#0b7a75")
    page.get_by_label("Lamp support").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Open the portal")).to_be_visible()
    assert serious(page) == []


def look_at(home: BrowserContext, visit: Visit, *paths: str) -> None:
    """No page keeps anybody out, light at a desk or dark on a phone, nor is it wider than the phone."""
    for theme, size in (("light", DESK_SIZE), ("dark", PHONE_SIZE)):
        context = visit(color_scheme=theme, locale="en", viewport=size)
        context.add_cookies(home.cookies())  # type: ignore[arg-type]
        seen = context.new_page()
        for path in paths:
            seen.goto(path)
            assert serious(seen) == [], (path, theme)
            assert seen.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def come_in(page: Page, house: House) -> str:
    """By the mailed link; returns it."""
    page.goto("/portal/")
    page.get_by_label("Your e-mail address").fill("dora@nordlicht.example")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = re.search(r"/portal/open/\S+", str(house.sent("/portal/open/").get_content()))
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Open my requests").click()
    expect(page.locator("html")).to_have_attribute("lang", "ro")  # hers, as far as we know
    page.get_by_role("link", name="English").click()
    return link[0]


def write_on(page: Page, text: str) -> None:
    """With a file."""
    page.get_by_label("Your answer").fill(text)
    page.get_by_label("Files").set_input_files(FILE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("link", name="lamp.txt")).to_be_visible()
    expect(page.locator("#sent")).to_contain_text(text)
    expect(page.locator("#sent")).to_be_focused()
    expect(page.locator("#sent").get_by_role("status")).to_be_in_viewport()


def close_over_words(page: Page) -> None:
    """What is half written is not thrown away: the page asks."""
    page.get_by_label("Your answer").fill("It works, but")
    page.get_by_role("button", name="Close this request").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your answer")).to_have_value("It works, but")


def answer(page: Page, number: int, text: str, house: House) -> None:
    """Ada sees what came, and answers; her button closes."""
    open_conversation(page, number)
    expect(timeline(page)).to_contain_text("It flickers at night.")
    expect(timeline(page)).to_contain_text("lamp.txt")
    hold_still(page)
    composer(page).fill(text)
    send(page)
    house.sent(text)


def shows(page: Page, text: str) -> bool:
    """Whether the newest message is this one now."""
    page.reload()
    return text in page.get_by_role("article").last.inner_text()


def test_a_customer_s_whole_way(
    olga: Page, ada: Page, visit: Visit, mail: Arrive, house: House, watch: Watch
) -> None:
    watch.forgive(r"404 \(Not Found\) \(.*/portal/(x|open/.*)\)")  # what is not there, a link that was used
    switch_on(olga)
    number = mail("A flickering lamp", QUESTION)
    home = visit(java_script_enabled=False, locale="en")
    dora = home.new_page()
    link = come_in(dora, house)
    dora.get_by_role("link", name="A flickering lamp").click()
    expect(dora.get_by_role("article")).to_contain_text(QUESTION)
    write_on(dora, "It flickers at night. A picture is here.")
    answer(ada, number, "Please turn it off, and on again.", house)
    until(lambda: shows(dora, "Please turn it off, and on again."))  # here once it is known to have left
    expect(dora.get_by_role("article").last).to_contain_text("Ada")
    for name, label, entry in (
        ("Open it again", "We are on it", "Dora"),
        ("Close it without sending", "Solved", "Dora closed the conversation"),
    ):
        if label == "Solved":
            close_over_words(dora)
        dora.get_by_role("button", name=name).click()
        expect(dora.locator(".facts")).to_contain_text(label)
        open_conversation(ada, number)
        expect(last_entry(ada)).to_contain_text(entry)
    here = dora.url.partition("?")[0]
    look_at(home, visit, "/portal/", here, "/portal/new/", "/portal/x", link)
    dora.locator(".account > summary").click()
    dora.get_by_role("button", name="Sign out", exact=True).click()
    dora.goto(here)
    expect(dora.get_by_label("Your e-mail address")).to_be_visible()
    look_at(home, visit, "/portal/sign-in/")
