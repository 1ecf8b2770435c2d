"""The line is cut and comes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import composer, expect_written, hold_still, open_conversation, send, timeline
from tests.journeys.watching import Watch


def test_nothing_is_lost_while_the_line_is_cut(ada: Page, ben: Page, mail: Arrive, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to fetch")
    number = mail("From a tunnel", "Is the line bad?")
    open_conversation(ada, number)
    hold_still(ada)
    banner = ada.locator(".offline")
    expect(banner).to_be_hidden()
    expect(ada.locator("body")).to_have_attribute("data-line", "live")  # one that opens now hides the banner

    ada.context.set_offline(True)
    expect(banner).to_contain_text("No connection")
    expect(banner).to_be_visible()
    composer(ada).fill("Written in the tunnel.")
    send(ada)
    expect(ada.locator("#toasts")).to_contain_text("connection", ignore_case=True)
    expect_written(ada, "Written in the tunnel.")
    ben.goto(f"/conversations/{number}/")
    ben.get_by_label("Note", exact=True).check(force=True)
    composer(ben).fill("Meanwhile, outside.")
    send(ben)
    expect(timeline(ben)).to_contain_text("Meanwhile, outside.")

    ada.context.set_offline(False)
    expect(banner).to_be_hidden()
    toasts = ada.locator("#toasts .toast")
    expect(toasts).to_have_count(1)
    expect(toasts).to_have_attribute("data-kind", "fine")  # no word of a line that is cut, but an offer
    expect(timeline(ada)).to_contain_text("Meanwhile, outside.", timeout=15_000)
    expect_written(ada, "Written in the tunnel.")
    expect(ada.locator(".saved")).to_have_text("Saved")
    toasts.get_by_role("button").first.click()
    ada.wait_for_url(lambda address: f"/conversations/{number}/" not in address)
    open_conversation(ada, number)
    expect(timeline(ada)).to_contain_text("Written in the tunnel.")
