"""What the team says to everybody who is about to write: one line above forms, the portal, the chat."""

from __future__ import annotations

from collections.abc import Callable

from handrail.helpcenter.models import Site

SAID: list[Callable[[Site, str], str]] = []
"""Rooms above that have such a line join this: its words in the nearest language there is, or nothing."""


def notice_for(site: Site, language: str) -> str:
    """The line that holds on a site now; empty on ordinary days."""
    return next(filter(None, (said(site, language) for said in SAID)), "")
