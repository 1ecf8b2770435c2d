"""The script of a widget: the built program with the widget's configuration around it."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from handrail import ui
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import facts_of, state_of
from handrail.channels.chat.widgets.colours import shades_of
from handrail.channels.chat.widgets.words import first_words

PROGRAM = Path(ui.__file__).parent / "static/build/widget.js"
SWITCHED_OFF = "/* This chat is switched off. */"
MOST_KEPT = 64


@dataclass(frozen=True)
class Packed:
    """A script as bytes, the same compressed, and a name for exactly these bytes."""

    plain: bytes
    packed: bytes
    tag: str


def script_of(widget: Widget) -> Packed:
    """What a page loads for a widget now; nothing but a remark for one that is switched off."""
    return packed(around(configuration(widget)) if widget.is_active else SWITCHED_OFF)


def configuration(widget: Widget) -> dict[str, Any]:
    """What the program knows from the start; what it says in the window comes when that is opened."""
    shown = {key: widget.shown.get(key) for key in ("pages", "not_pages", "phases") if widget.shown.get(key)}
    # Page and phase are the browser's to judge: this answer is kept, and is the same for all pages.
    phase = next(iter(shown.get("phases", [])), "")
    found = state_of(widget, timezone.now(), facts_of(widget), phase=phase)
    return {
        "id": str(widget.public_id),
        "base": settings.PUBLIC_URL,
        "side": widget.side,
        "colour": asdict(shades_of(widget.colour)),
        "words": first_words(widget),
        "fields": widget.fields,
        "shown": shown,
        "state": {"open": found.state, "says": ""},
    }


def around(told: dict[str, Any]) -> str:
    """The program as a function of its configuration; it leaves no name of its own in the page."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"(function(HANDRAIL){{{program()}}})({text});\n"


@cache
def program() -> str:
    """What the build made of `frontend/widget`."""
    return PROGRAM.read_text()


@lru_cache(maxsize=MOST_KEPT)
def packed(script: str) -> Packed:
    """Compressed once, as small as can be: nothing in it is a secret, so its length tells nothing either."""
    plain = script.encode()
    return Packed(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')
