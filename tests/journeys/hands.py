"""What a task costs somebody's hands: the browser counts what really came from a keyboard or a mouse.

A key is what is pressed to do something; a chord such as Ctrl ⏎ is one. Letters that stay in a field are
writing, which no program can spare. A letter that the page takes for a command, such as / in the composer,
is a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.budgets import BUDGETS, Way

# Kept for the tab, so that the count goes on from page to page. `put` is what came into a field by no key.
COUNT = """(() => {
  if (window !== top || !location.protocol.startsWith("http")) return;
  const count = (what) => {
    const all = JSON.parse(sessionStorage.getItem("hands") ?? "{}");
    sessionStorage.setItem("hands", JSON.stringify({ ...all, [what]: (all[what] ?? 0) + 1 }));
  };
  const takesLetters = (one) => one instanceof HTMLElement &&
    (one.isContentEditable || one.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])"));
  const modifiers = ["Shift", "Control", "Alt", "Meta"], held = new Set();
  count("loads");
  addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.repeat || modifiers.includes(event.key)) return;
    held.add(event.code);
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key.length > 1 || chord || !takesLetters(event.target)) count("keys");
    else setTimeout(() => count(event.defaultPrevented ? "keys" : "letters"));
  }, true);
  addEventListener("keyup", (event) => held.delete(event.code), true);
  addEventListener("input", (event) => {
    if (event.isTrusted && event.inputType === "insertText" && !held.size) count("put");
  }, true);
  addEventListener("pointerdown", (event) => { if (event.isTrusted) count("clicks"); }, true);
})()"""


@dataclass(frozen=True)
class Work:
    """What the hands did, and how many pages were loaded whole."""

    keys: int = 0
    letters: int = 0
    clicks: int = 0
    loads: int = 0
    put: int = 0

    def __sub__(self, other: Work) -> Work:
        return Work(*(getattr(self, name) - getattr(other, name) for name in self.__dataclass_fields__))


def work_in(page: Page) -> Work:
    """What was done in this tab since it was opened."""
    return Work(**page.evaluate('() => JSON.parse(sessionStorage.getItem("hands") ?? "{}")'))


@contextmanager
def doing(page: Page, task: str) -> Iterator[None]:
    """Do a task of the table; fails when it took more than its budget.

    By keys means by nothing else: nobody has touched a mouse in this tab at all, nor put words into a field.
    Ends where the page is quiet: what is counted must be over.
    """
    budget, before = BUDGETS[task], work_in(page)
    yield
    after = work_in(page)
    used = after - before
    over = {
        name: (getattr(used, name), getattr(budget, name))
        for name in ("keys", "clicks", "loads")
        if getattr(used, name) > getattr(budget, name)
    }
    assert not over, f"“{budget.words}” took more (used, allowed): {over}"
    if budget.way is Way.KEYS:
        assert (after.clicks, after.put) == (0, 0), f"“{budget.words}” was not done by keys alone: {after}"
        assert used.keys > 0, f"“{budget.words}”: nobody pressed anything"
