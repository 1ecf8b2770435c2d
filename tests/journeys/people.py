"""People at their browsers."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from handrail.ops.tests.program import until
from tests.journeys.hands import COUNT
from tests.journeys.house import House, Letter
from tests.journeys.watching import Watch

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
_LISTENS = """async () => customElements.get("hr-live") && (document.body.dataset.line === "live"
  || (await navigator.locks.query()).pending.some((lock) => lock.name === "handrail-inbox"))"""
DESK = {"viewport": {"width": 1440, "height": 900}}


class Crowd:
    """Opens browsers for people; each signs in once, on the real page, and stays signed in."""

    def __init__(self, chromium: Browser, house: House) -> None:
        self._chromium = chromium
        self.house = house
        self._states: dict[str, Any] = {}

    def context(self, watch: Watch, name: str = "", **options: Any) -> BrowserContext:
        """A fresh browser of that person (signed in), or of a stranger without a name."""
        if name and name not in self._states:
            self._states[name] = self._sign_in(watch, name)
        settings = DESK | {"base_url": self.house.base, "reduced_motion": "reduce"} | options
        context = self._chromium.new_context(storage_state=self._states.get(name), **settings)
        context.set_default_timeout(10_000)
        context.add_init_script(COUNT)
        watch.attend(context)
        return context

    def _sign_in(self, watch: Watch, name: str) -> Any:
        context = self.context(watch)
        page = context.new_page()
        sign_in(page, f"{name}@lamp.example", self.house.password)
        state = context.storage_state()
        context.close()
        return state


def sign_in(page: Page, address: str, password: str) -> None:
    """Fill in the real sign-in page; ends in the inbox."""
    page.goto("/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/mine/")


def arrive(letter: Letter, house: House, seconds: float = 20.0) -> int:
    """Let the letter come in by IMAP; returns the number of its conversation, once it is there."""
    house.imap.append(bytes(letter))
    message_id = letter.message_id.strip("<>")
    until(lambda: house.numbers_of(message_id) != [], seconds)
    return house.numbers_of(message_id)[0]


def open_conversation(page: Page, number: int, view: str = "all", order: str = "newest") -> None:
    """Go to its page by its address; of a long list the newest are beside it."""
    page.goto(f"/conversations/{number}/?view={view}&order={order}")
    expect(page.locator("#head h1")).to_be_visible()


def composer(page: Page) -> Locator:
    """Where one writes; not while the editor is just taking the text area's place."""
    expect(page.locator("hr-composer[data-editor=loading]")).to_have_count(0)
    return page.get_by_label("Your message")


def expect_written(page: Page, text: str) -> None:
    """What one has written there; the text area holds it as plain text, also behind the editor."""
    expect(page.locator(".composer textarea[name=text]")).to_have_value(text)


def row(page: Page, number: int) -> Locator:
    """The conversation's line in the list."""
    return page.locator(f"#row-{number}")


def timeline(page: Page) -> Locator:
    """Everything that was said and done."""
    return page.locator("#timeline")


def last_entry(page: Page) -> Locator:
    """The newest thing on the timeline."""
    return timeline(page).locator("[data-entry]").last


def menu(page: Page, name: str | re.Pattern[str]) -> Locator:
    """The button that opens a menu of the conversation's head."""
    return page.locator("#head summary").and_(page.get_by_label(name))


def send(page: Page) -> None:
    """Press the button that sends, or keeps the note."""
    page.locator(".composer [data-send]:visible").click()


def hold_still(page: Page) -> None:
    """Wait until news reach the page, by its own line or another tab's, and no part is on its way."""
    page.wait_for_function(_LISTENS)
    expect(page.locator("body[data-coming]")).to_have_count(0)
