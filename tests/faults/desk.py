"""An agent at the pages, who looks again when something went wrong before sending a second time."""

from __future__ import annotations

import http.client
import itertools
import re
import time

from bench.browser import Browser

EMAIL, PASSWORD = "ada@lamp.example", "a long walk uphill"
_WRONG = (OSError, http.client.HTTPException, RuntimeError)


class Desk:
    """Answers one conversation after the other; `answered` are the texts that Handrail has taken."""

    def __init__(self, ports: list[int]) -> None:
        self.answered: list[str] = []
        self.tried_again = 0
        self._ports = itertools.cycle(ports)
        self._browser = Browser(next(self._ports))
        self._browser.sign_in(EMAIL, PASSWORD)
        self._known: set[str] = set()

    def answer(self, count: int) -> None:
        """Answer as many conversations, whatever dies meanwhile."""
        until = time.monotonic() + 150
        while len(self.answered) < count and time.monotonic() < until:
            number = self._next()
            if number is None:
                time.sleep(0.2)
                continue
            text = f"This is the answer to {number}."
            while not self._sent(number, text):
                self.tried_again += 1
                time.sleep(0.3)
            self._known.add(number)
            self.answered.append(text)
            time.sleep(0.5)

    def _next(self) -> str | None:
        try:
            page = self._browser.get("/inbox/all/").text
        except _WRONG:
            self._reconnect()
            return None
        found = re.findall(r'data-number="(\d+)"', page)
        return next((number for number in reversed(found) if number not in self._known), None)

    def _sent(self, number: str, text: str) -> bool:
        """Whether it is there now: sent just before or this time."""
        try:
            if text in self._browser.get(f"/conversations/{number}/?view=all").text:
                return True
            self._browser.post(
                f"/conversations/{number}/reply/?view=all",
                partial=True,
                kind="reply",
                text=text,
                after="stay",
            )
        except _WRONG:
            self._reconnect()
            return False
        return True

    def _reconnect(self) -> None:
        """At the other node, as a proxy would have it."""
        time.sleep(0.2)
        self._browser = self._browser.elsewhere(next(self._ports))
