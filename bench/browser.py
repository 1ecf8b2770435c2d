"""A client as a browser is one: cookies, packed answers, htmx's headers. It does not draw."""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

import brotli

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
TAKEN = (200, 204, 302)
_UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """Status, headers, and the body as it came over the wire."""

    status: int
    headers: http.client.HTTPMessage
    wire: bytes

    @property
    def text(self) -> str:
        """The body, unpacked."""
        unpacked: bytes = _UNPACK[self.headers.get("Content-Encoding", "")](self.wire)
        return unpacked.decode()


class Browser:
    """Talks to one server over one connection."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, *, partial: bool = False) -> Answer:
        """Ask for a page; RuntimeError unless it comes."""
        return self._ask("GET", path, None, PARTIAL if partial else {}, good=(200,))

    def post(
        self, path: str, *, partial: bool = False, good: tuple[int, ...] = TAKEN, **fields: str
    ) -> Answer:
        """Send a form; RuntimeError unless the answer's status is `good`."""
        headers = {
            "Content-Type": _FORM,
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        headers |= PARTIAL if partial else {}
        return self._ask("POST", path, urlencode(fields), headers, good=good)

    def sign_in(self, email: str, password: str) -> None:
        """By the sign-in page, as people do."""
        page = self.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, "the sign-in page has no form"
        answer = self.post(
            "/accounts/login/", login=email, password=password, csrfmiddlewaretoken=token.group(1)
        )
        if answer.status != 302:
            raise RuntimeError("the sign-in was refused")

    def again(self) -> Browser:
        """Another connection of the same person."""
        return Browser(self.port, self.cookies)

    def elsewhere(self, port: int) -> Browser:
        """The same person at another server that knows the same sessions."""
        return Browser(port, self.cookies)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str], good: tuple[int, ...]
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(
            method, path, body, {"Accept-Encoding": "gzip, br", "Cookie": cookies, **headers}
        )
        response = self._connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value.split(";")[0]
        if answer.status not in good:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {_said(answer)}")
        return answer


def _said(answer: Answer) -> str:
    """What a refusal says to its reader, without markup and not all of it."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())[:300]
