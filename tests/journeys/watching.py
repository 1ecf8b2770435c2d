"""What no page may do: the journey in which it happens fails, whatever it was looking at."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, WebError

_TELL = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
  console.error("CSP", violatedDirective, blockedURI, sourceFile))"""


class Watch:
    """Collects console errors, page errors, dialogs, requests to strangers, and answers of 500 and more."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._seen: list[str] = []
        self._forgiven: list[str] = []

    def attend(self, context: BrowserContext) -> None:
        """Watch every page of this context from now on."""
        context.add_init_script(_TELL)
        context.on("console", self._console)
        context.on("weberror", self._page_error)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("dialog", self._dialog)

    def forgive(self, pattern: str) -> None:
        """What this journey provokes on purpose, as a regular expression."""
        self._forgiven.append(pattern)

    def complaints(self) -> list[str]:
        """What happened and was not provoked."""
        return [seen for seen in self._seen if not any(re.search(one, seen) for one in self._forgiven)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _page_error(self, error: WebError) -> None:
        self._seen.append(f"page error: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self._seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._base}/", "data:", "blob:", "about:")):
            self._seen.append(f"request to a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._seen.append(f"{response.status} from {response.request.method} {response.url}")
