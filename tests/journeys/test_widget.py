"""A visitor on somebody else's page: writes, reloads, loses the network, is answered, ends and forgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.people import PHONE, composer, open_conversation
from tests.journeys.watching import Watch

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What docs/chat.md asks of pages that have a policy, and not a word more.
POLICY = (
    "default-src 'none'; script-src {house}; connect-src {house}; style-src 'self';"
    " require-trusted-types-for 'script'; trusted-types handrail-chat"
)
PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Lamp shop</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/shop.css"></head>
<body class="{ground}"><main><h1>Lamp shop</h1><p>Lamps for every desk.</p></main>{tag}</body></html>"""
STYLE = (
    b"body { background: #fff } .dark { background: #101010; color: #eee } button { border: 9px solid red }"
)


@contextmanager
def shop(house: House, tag: str) -> Iterator[str]:
    """A site of somebody else's with the tag in its pages; `?lang=`, `?dir=`, `?ground=` make them differ."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            page = PAGE.format(tag=tag, **{"lang": "en", "dir": "ltr", "ground": ""} | asked).encode()
            styles = address.path == "/shop.css"
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if styles else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(house=house.base))
            self.end_headers()
            self.wfile.write(STYLE if styles else page)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def tag(olga: Page) -> str:
    """The line that Olga copies after she has set up a chat, looking at its preview."""
    olga.goto("/settings/chat/add/")
    olga.get_by_label("Name", exact=True).first.fill("Shop")
    olga.get_by_label("Mailbox").select_option(label="Lamp support")
    olga.locator("[name=title-en]").fill("Ask the lamp people")
    olga.locator("summary", has_text="French").click()
    olga.locator("[name=title-fr]").fill("Demandez-nous")
    preview = olga.frame_locator(".look iframe")
    expect(preview.get_by_role("dialog", name="Ask the lamp people")).to_be_visible()
    olga.get_by_role("button", name="Save").click()
    return olga.locator("#snippet").inner_text()


def test_a_visitor_writes_is_answered_and_is_forgotten(
    tag: str, visit: Visit, house: House, watch: Watch, ada: Page
) -> None:
    watch.forgive(r"request to a stranger: http://127\.0\.0\.1:\d+/")
    watch.forgive("ERR_INTERNET_DISCONNECTED")
    with shop(house, tag) as site:
        context = visit()
        page = context.new_page()
        window = _opened(page, f"{site}/lamps", tag, house)
        window.get_by_label("Your name").fill("Wanda")
        write(window, "Does the tall lamp fit under a slope?")
        expect(said(window)).to_have_count(1)
        expect(said(window)).to_contain_text("Sent")
        page.reload()
        expect(said(window)).to_contain_text("Does the tall lamp fit")
        _write_without_network(context, window)

        window.get_by_label("Your e-mail address").fill("wanda@example.com")
        window.get_by_role("button", name="Leave this address").click()
        expect(window.get_by_role("button", name="Leave this address")).to_have_count(0)
        other = context.new_page()
        other.goto(site)
        expect(said(other.get_by_role("dialog"))).to_have_count(3)
        _answer(ada, "It fits: 2.05 m.")
        for one in (page, other):
            expect(one.locator(".said.us").last).to_contain_text("It fits: 2.05 m.")
        _forget(window, page, other)


def _opened(page: Page, address: str, tag: str, house: House) -> Locator:
    """The window, opened by keyboard: before that only the script was asked for, and nothing is kept."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    opener = page.get_by_role("button", name="Ask the lamp people")
    expect(opener).to_be_visible()
    assert [url for url in asked if url.startswith(house.base)] == [_script(tag)]
    opener.press("Enter")
    window = page.get_by_role("dialog", name="Ask the lamp people")
    expect(window.get_by_label("Your name")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0
    return window


def _write_without_network(context: BrowserContext, window: Locator) -> None:
    """What was written meanwhile goes out in its order when the network is back."""
    context.set_offline(True)
    write(window, "It is 2.10 m high.")
    expect(window).to_contain_text("No connection")
    write(window, "And a dimmer?")
    expect(said(window)).to_have_count(3)
    context.set_offline(False)
    expect(window).not_to_contain_text("No connection")
    expect(window).not_to_contain_text("Sending")
    expect(said(window)).to_contain_text(["tall lamp", "2.10 m", "a dimmer"])


def _forget(window: Locator, page: Page, other: Page) -> None:
    """End and forget leaves nothing, in no tab; Esc closes the window and gives the focus back."""
    window.get_by_label("More").click()
    window.get_by_role("button", name="End and forget").click()
    window.locator(".sheet").get_by_role("button", name="End and forget").click()
    expect(said(window)).to_have_count(0)
    expect(said(other.get_by_role("dialog"))).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    expect(window.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(page.get_by_role("button", name="Ask the lamp people")).to_be_focused()


def test_light_dark_right_to_left_on_a_phone_and_alone(
    tag: str, visit: Visit, house: House, watch: Watch
) -> None:
    watch.forgive(r"request to a stranger: http://127\.0\.0\.1:\d+/")
    with shop(house, tag) as site:
        page = visit().new_page()
        for query in ("?lang=fr-CA", "?ground=dark", "?lang=ar&dir=rtl"):
            page.goto(site + query)
            page.locator(".opener").click()
            expect(page.locator(".window .field").first).to_be_visible()
            _is_accessible(page)
        assert page.locator(".window").bounding_box()["x"] < 100  # type: ignore[index]
        expect(page.locator(".window")).to_have_attribute("dir", "rtl")
        page.goto(f"{site}?lang=fr")
        expect(page.get_by_role("button", name="Demandez-nous")).to_be_visible()

        phone = visit(**PHONE).new_page()
        phone.goto(site)
        phone.locator(".opener").tap()
        expect(phone.locator(".window")).to_have_attribute("aria-modal", "true")
        assert phone.locator(".window").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        _is_accessible(phone)

        page.goto(_script(tag).replace(".js", "/"))
        expect(page.get_by_role("dialog").get_by_label("Your message")).to_be_visible()
        _is_accessible(page)


def _script(tag: str) -> str:
    found = re.search('src="([^"]+)"', tag)
    assert found
    return found[1]


def write(window: Locator, text: str) -> None:
    """Write it and send it with Enter."""
    window.get_by_label("Your message").fill(text)
    window.get_by_label("Your message").press("Enter")


def said(window: Locator) -> Locator:
    """What the visitor has said."""
    return window.locator(".said.you")


def _answer(ada: Page, text: str) -> None:
    """Ada finds the conversation and answers it."""
    ada.goto("/search/?q=%22tall+lamp%22")
    link = ada.locator("a.result").first.get_attribute("href") or ""
    number = re.search(r"/conversations/(\d+)/", link)
    assert number
    open_conversation(ada, int(number[1]))
    composer(ada).fill(text)
    ada.get_by_role("button", name=re.compile("^Send")).first.click()


def _is_accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    assert told == []
