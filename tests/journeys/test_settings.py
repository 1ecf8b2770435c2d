"""What people set about themselves, and what admins set for all."""

from __future__ import annotations

import base64
import hmac
import struct
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, speak
from tests.journeys.house import House
from tests.journeys.people import sign_in
from tests.servers import free_port

NEW = "a quiet harbour at dusk"


def test_the_parts_of_a_mailbox_are_never_cut(olga: Page) -> None:
    olga.goto("/settings/mailboxes/")
    olga.locator("main a[href^='/settings/mailboxes/']:not([href$='/add/'])").first.click()
    parts = olga.locator("nav.parts a")
    for width in (1440, 390):
        olga.set_viewport_size({"width": width, "height": 844})
        assert parts.count() > 8
        edges = parts.evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(({left, right}) => [left, right])"
        )
        assert all(0 <= left < right <= width for left, right in edges)
        assert olga.locator("nav.parts").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_the_bars_of_the_inbox_hold_in_every_language(visit: Visit) -> None:
    page = visit("ben").new_page()
    for language in ("fr", "ru", "ro", "sl", "ar", "en"):
        speak(page, language)
        page.goto("/inbox/all/")
        for width in (1440, 1100):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_CUT) == [], f"{language}, {width}"


# What stands outside its column, and a view's name that gets less room than the order beside it leaves it.
_CUT = """() => {
  const wrong = [], within = (inner, outer, name) => {
    const a = inner.getBoundingClientRect(), b = outer.getBoundingClientRect();
    if (a.left < b.left - 1 || a.right > b.right + 1) wrong.push(name);
  };
  const [views, bar] = ["#views", "#list-bar"].map((one) => document.querySelector(one));
  const name = bar.querySelector("h1, h2"), order = bar.querySelector(".menu:has(.button)");
  const all = [...views.querySelectorAll(".bar > *")].map((one) => [one, views]);
  all.push(...[...bar.children].map((one) => [one, bar]), [order.querySelector("summary"), order]);
  for (const [one, outer] of all) if (one.checkVisibility()) within(one, outer, one.title || one.className);
  if (name.scrollWidth > name.clientWidth && name.clientWidth < order.clientWidth) wrong.push("name");
  return wrong;
}"""


def test_a_mailbox_with_a_wrong_server_says_what_is_wrong(olga: Page) -> None:
    olga.goto("/settings/mailboxes/")
    olga.get_by_role("link", name="Add a mailbox").click()
    olga.get_by_label("E-mail address").fill("shop@lamp.example")
    olga.get_by_role("button", name="Next").click()
    olga.get_by_label("Name", exact=True).fill("Lamp shop")
    for name in ("imap", "smtp"):
        part = olga.locator(f"[name={name}_host]")
        part.fill("127.0.0.1")
        olga.locator(f"[name={name}_port]").fill(str(free_port()))
        olga.locator(f"[name={name}_user]").fill("shop")
    olga.get_by_role("button", name="Save and try").click()
    expect(olga.get_by_text("Saved. The connection is being tried")).to_be_visible()
    alerts = olga.locator("main [role=alert]")
    _reload_until(olga, lambda: alerts.count() == 2)
    expect(alerts.first).to_contain_text("Mail does not come in.")
    expect(alerts.first).to_contain_text("127.0.0.1")
    expect(alerts.last).to_contain_text("Mail does not go out.")

    olga.goto("/settings/mailboxes/")
    expect(olga.get_by_role("row", name="Lamp shop")).to_contain_text("Fails")
    expect(olga.get_by_role("row", name="Lamp support")).to_contain_text("Works")
    olga.goto("/settings/health/")
    expect(olga.locator("#verdict")).to_contain_text("shop@lamp.example")
    expect(olga.get_by_role("row").filter(has_text="shop@lamp.example")).to_contain_text("Fails")


def _reload_until(page: Page, is_so, seconds: float = 20.0) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "the page does not say it"
        page.wait_for_timeout(500)
        page.reload()


def test_somebody_new_signs_in_and_sees_one_mailbox(olga: Page, visit: Visit) -> None:
    olga.goto("/settings/people/")
    olga.get_by_role("link", name="Add somebody").click()
    olga.get_by_label("Name", exact=True).fill("Gita")
    olga.get_by_label("E-mail address").fill("gita@lamp.example")
    olga.get_by_label("Lamp billing").check()
    olga.get_by_label("Password").fill(NEW)
    olga.get_by_role("button", name="Add", exact=True).click()
    expect(olga.get_by_text("Gita can sign in now.")).to_be_visible()
    expect(olga.get_by_role("row", name="Gita")).to_contain_text("Lamp billing")

    gita = visit().new_page()
    sign_in(gita, "gita@lamp.example", NEW)
    expect(gita.get_by_text("Nothing waits for you")).to_be_visible()
    gita.goto("/search/?q=lamp")
    gita.locator("#results .result").first.click()
    expect(gita.locator("#customer")).to_contain_text("Lamp billing")
    gita.goto("/search/?q=flickers+safari")  # it came to Lamp support
    expect(gita.locator("#results")).to_contain_text("Nothing found")
    gita.goto("/settings/profile/")
    expect(gita.locator("#views").get_by_role("link", name="Mailboxes")).to_have_count(0)


def test_a_second_factor(visit: Visit, house: House) -> None:
    house.command(
        "createagent",
        "hugo@lamp.example",
        "--name=Hugo",
        "--mailbox=Lamp support",
        "--password-stdin",
        given=NEW,
    )
    page = visit().new_page()
    sign_in(page, "hugo@lamp.example", NEW)
    page.goto("/settings/profile/")
    page.get_by_role("link", name="Security").click()
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill(NEW)  # who it is, once more
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main img, main svg").first).to_be_visible()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(one_time_code(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("recovery codes", ignore_case=True)

    again = visit().new_page()
    again.goto("/")
    again.get_by_label("Email").fill("hugo@lamp.example")
    again.get_by_label("Password").fill(NEW)
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/2fa/authenticate/**")
    again.goto("/inbox/mine/")
    expect(again.get_by_role("button", name="Sign in")).to_be_visible()  # a password is not enough


def one_time_code(secret: str) -> str:
    """The six digits of this half minute (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_arabic_reads_from_the_right(arabic: Page) -> None:
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
    arabic.goto("/inbox/all/")
    lefts = [arabic.locator(f"#{name}").bounding_box() for name in ("conversation", "list", "views")]
    assert [box["x"] for box in lefts if box] == sorted(box["x"] for box in lefts if box)
    assert all(lefts)
