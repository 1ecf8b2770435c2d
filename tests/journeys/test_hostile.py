"""A mail that wants to run something in our pages: nothing of it is active, and its words stay readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from handrail.ops.tests.program import until
from tests.hostile import CHARSETS, charset_with, invitation_with, mail_with, needs_payloads, payloads
from tests.journeys.house import House, Letter
from tests.journeys.people import arrive, hold_still, row, timeline

MARK = "hostile-mark"
RUN = "document.title='caught'"
NAME = f"<img src=x onerror={RUN}>"
SUBJECT = f'</title><script>{RUN}</script>"><svg onload={RUN}> {MARK}'
HTML = f"""<p>{MARK} in the text</p>
<script>{RUN}</script><img src="x" onerror="{RUN}"><img src="https://tracker.example/pixel.gif">
<svg><animate onbegin="{RUN}" attributeName="x"></svg><iframe srcdoc="<script>{RUN}</script>"></iframe>
<a href="javascript:{RUN}">press me</a><form action="https://evil.example"><button>Send</button></form>
<style>* {{ display: none }}</style><p style="background:url(https://tracker.example/css.gif)">styled</p>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;">
<button data-key="e" hx-post="/conversations/1/status/" hx-trigger="load" id="head">hx</button>
<hr-composer data-draft="https://evil.example/"></hr-composer><base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/">"""
_ACTIVE = """() => [...document.querySelectorAll(":is(.body, .row, h1, bdi, .result) *")].filter((one) =>
  one.matches("script, iframe, object, form, base, style, meta, hr-composer") ||
  [...one.attributes].some(({ name, value }) => name.startsWith("on") || /^\\s*javascript:/i.test(value))
).map((one) => one.outerHTML)"""
_HANDS = ".body :is([hx-post], [hx-get], [data-key], [id], [style], form, button)"


def test_nothing_in_a_hostile_mail_is_active(ada: Page, house: House) -> None:
    sender = f'"{NAME}" <mallory@evil.example>'
    number = arrive(Letter(SUBJECT, MARK, sender=sender, html=HTML), house)
    ada.goto("/inbox/unassigned/?order=newest")
    hold_still(ada)
    expect(row(ada, number)).to_contain_text(MARK)
    expect(row(ada, number)).to_contain_text("<svg onload=")  # shown as what it is: words
    row(ada, number).click()
    expect(timeline(ada)).to_contain_text(f"{MARK} in the text")
    expect(timeline(ada)).to_contain_text("press me")
    for page in (f"/conversations/{number}/", f"/search/?q={MARK}"):
        assert ada.title() != "caught"
        assert ada.evaluate(_ACTIVE) == []
        assert ada.locator(_HANDS).count() == 0
        ada.goto(page)
    ada.wait_for_timeout(300)  # for whatever would load late
    assert ada.title() != "caught"
    assert ada.evaluate(_ACTIVE) == []


def _in_every_part(payload: str, thread: str) -> bytes:
    return mail_with(payload, sender="m@evil.example", answers=thread)


def _in_a_charset(payload: str, thread: str) -> bytes:
    return charset_with(payload, CHARSETS[len(payload) % len(CHARSETS)], thread)


@needs_payloads
@pytest.mark.parametrize("place", [_in_every_part, invitation_with, _in_a_charset])
def test_all_payloads_on_one_page_do_nothing(
    ada: Page, house: House, place: Callable[[str, str], bytes]
) -> None:
    first = Letter("A harmless beginning", "all-payloads", sender="Mallory <m@evil.example>")
    number = arrive(first, house)
    house.imap.append(*(place(payload, first.message_id) for payload in payloads()))
    entries = 1 + len(payloads())
    until(lambda: house.messages_in(number) == entries, 180)
    ada.goto(f"/conversations/{number}/")
    ada.wait_for_timeout(500)  # for whatever would load late; the watch sees dialogs and foreign requests
    assert timeline(ada).locator("article.entry").count() == entries
    assert ada.evaluate(_ACTIVE) == []
    assert ada.locator(_HANDS).count() == 0
