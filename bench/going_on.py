"""From the key to the picture: an agent goes on from conversation to conversation in a real browser."""

from __future__ import annotations

import os

from playwright.sync_api import Page, sync_playwright

from bench.live import FLAGS
from bench.report import Report
from bench.scene import Scene
from bench.timing import p50, p95

PRESSES, GOAL = 30, 100.0  # milliseconds
# Milliseconds until the next press, in turns: who goes past, and who stays until a suggestion is asked for.
_BETWEEN = (250, 600)
_TELL = """() => {
  window.taken = [];
  const title = () => document.querySelector("#head h1")?.textContent;
  let pressed = 0, shown = title();
  document.addEventListener("keydown", (event) => {
    if (event.key === "j") pressed = performance.now();
  }, true);
  const place = document.querySelector("#conversation");
  new MutationObserver(() => {
    const since = pressed;
    if (!since || !title() || title() === shown) return;
    pressed = 0;
    shown = title();
    requestAnimationFrame(() => setTimeout(() => window.taken.push(performance.now() - since)));  // painted
  }).observe(place, { subtree: true, childList: true, characterData: true });
}"""


def measure(scene: Scene, report: Report) -> None:
    """`j` beside an open conversation: from the key to the next conversation, painted."""
    report.look_at_the_floor()
    with sync_playwright() as playwright:
        program = os.environ["HANDRAIL_TEST_BROWSER"]
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        base = f"http://127.0.0.1:{scene.browser.port}"
        context.add_cookies(
            [{"name": name, "value": value, "url": base} for name, value in scene.browser.cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{base}/inbox/all/")
        page.locator(".row").first.click()
        page.wait_for_selector("#head h1")
        taken = _go_on(page)
        chromium.close()
    shown = f"{p50(taken):.0f} ms p50, {p95(taken):.0f} p95"
    report.at_most("j → next conversation painted", p95(taken), GOAL, "ms p95", shown)


def _go_on(page: Page) -> list[float]:
    page.evaluate(_TELL)
    for number in range(PRESSES):
        page.keyboard.press("j")
        page.wait_for_function("(count) => window.taken.length > count", arg=number)
        page.wait_for_timeout(_BETWEEN[number % len(_BETWEEN)])
    taken: list[float] = page.evaluate("() => window.taken")
    return taken
