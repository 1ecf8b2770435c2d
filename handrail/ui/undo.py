"""Offer to take something back: a toast for some seconds, with a button and the key z."""

from __future__ import annotations

import json

from django.http import HttpResponse

SECONDS = 15


def offer_undo(response: HttpResponse, text: str, address: str, *, seconds: int = SECONDS) -> HttpResponse:
    """Let the page say `text` and, for so many `seconds`, post to `address` when the agent says undo.

    The offer survives going to another page. It is for scripts only: what can be undone must have a way
    back on the page as well.
    """
    if seconds > 0:
        told = {"text": text, "address": address, "seconds": seconds}
        response.headers["Handrail-Undo"] = json.dumps(told)  # ASCII, as headers must be
    return response


def say(response: HttpResponse, text: str) -> HttpResponse:
    """Let the page say `text` for some seconds, with nothing to take back."""
    response.headers["Handrail-Undo"] = json.dumps({"text": text, "address": "", "seconds": SECONDS})
    return response
