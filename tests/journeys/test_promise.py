"""Cleo says when the mailbox is looked after and what it promises; a mail comes, and the list follows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.people import PHONE, open_conversation, row
from tests.journeys.watching import Watch

ALWAYS = "0-24"
SETTINGS = "/settings/mailboxes/"
_COME_BACK = """([number, state]) => {
  document.dispatchEvent(new Event("visibilitychange"));
  const due = document.querySelector(`#row-${number} .due`);
  return due?.dataset.state === state && due.textContent;
}"""


def _mailbox(page: Page) -> str:
    """The address of Lamp support's settings."""
    page.goto(SETTINGS)
    return str(page.get_by_role("link", name="Lamp support").get_attribute("href"))


def _open_day_and_night(page: Page, base: str) -> None:
    """Fill in a country's holidays, take them out again, and save a week without nights."""
    page.goto(f"{base}hours/")
    for day in range(7):
        page.locator(f"[name=day_{day}]").fill(ALWAYS)
    page.get_by_label("Public holidays of a country").select_option("SI")
    page.get_by_role("button", name="Fill in until the end of next year").click()
    expect(page.get_by_text("holidays are filled in")).to_be_visible()
    expect(page.locator("[name=day_0]")).to_have_value(ALWAYS)
    dates = page.locator('[name="holiday_day"]').all()
    assert len(dates) > 12
    for date in dates:
        date.fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Open now.")).to_be_visible()


def _promise(page: Page, base: str, length: str) -> None:
    page.goto(f"{base}promises/")
    page.get_by_role("group", name="Normal").get_by_label("First reply").fill(length)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The lists follow in a moment")).to_be_visible()


def _let_pass(page: Page, time: str, number: int, state: str) -> str:
    """The clock of the page goes on, somebody comes back to it, and its times are freshened: what they say.

    More than once: a row that the server draws meanwhile does not know the page's clock.
    """
    page.clock.fast_forward(time)
    page.bring_to_front()
    return str(page.wait_for_function(_COME_BACK, arg=[number, state]).json_value())


def test_hours_and_a_promise_sort_the_list(visit: Visit, ada: Page, mail: Arrive, watch: Watch) -> None:
    watch.forgive(r"htmx:error: timeout")  # the page's clock jumps over a request that is on its way
    cleo = visit("cleo").new_page()
    base = _mailbox(cleo)
    _open_day_and_night(cleo, base)
    _promise(cleo, base, "10m")
    cleo.close()
    number = mail("Is the lamp waterproof?", "It will hang over a bath.")
    ada.clock.install()
    ada.goto("/inbox/all/")
    expect(ada.get_by_label("Order: Next due")).to_be_visible()
    mark = row(ada, number).locator(".due")
    expect(mark).to_have_text(re.compile(r"^\s*(10|[6-9])m"))
    expect(mark).to_have_attribute("data-state", "fine")
    expect(mark.locator(".sr")).to_contain_text("Reply due in")
    below = row(ada, number).locator("xpath=following-sibling::a[1]").locator(".due")
    expect(below).not_to_have_attribute("data-state", "late")

    _let_pass(ada, "07:40", number, "risk")
    assert "−" in _let_pass(ada, "03:40", number, "late")
    open_conversation(ada, number)
    expect(ada.locator("#waiting")).to_have_text(re.compile(r"due \d\d:\d\d"))


def test_off_duty_by_the_menu_and_back_on_a_phone(visit: Visit) -> None:
    ben = visit("ben").new_page()
    ben.goto("/inbox/all/")
    ben.get_by_label("Ben, your account").click()
    ben.get_by_role("link", name="Go off duty").click()
    expect(ben.locator("#duty-mark").get_by_role("img", name="Off duty")).to_be_visible()
    ben.locator(".row").first.click()
    ben.wait_for_timeout(2_100)  # what colleagues see of each other is kept for two seconds
    ben.reload()
    ben.locator("#head summary").and_(ben.get_by_label(re.compile("^Assignee"))).click()
    expect(ben.locator("#head .item").filter(has_text="Ben")).to_contain_text("off duty")
    phone = visit("ben", **PHONE).new_page()
    phone.goto("/settings/profile/")
    phone.get_by_role("button", name="Go on duty").click()
    expect(phone.get_by_text("You are on duty.")).to_be_visible()
