"""What a preview shows of a file, and the passes that open it.

A preview stands in a sandbox: it comes from no origin and brings no cookie, so whoever opens it shows a pass,
a signed token for one file and one agent that holds for some minutes. Access is asked anew each time.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from charset_normalizer import from_bytes
from django.core import signing

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment
from handrail.workspace.folding import Stretch, folded

PASS_SECONDS = 15 * 60
MOST_TEXT = 2_000_000  # bytes of a text that are read
MOST_LINES = 20_000
SAMPLE = 50_000  # bytes by which an encoding is guessed
LONGEST_LINE = 4_000  # characters
_SALT = "handrail.preview"


class Pages(NamedTuple):
    """The lines of a text, and whether there are more."""

    lines: list[str]
    is_cut: bool

    @property
    def stretches(self) -> list[Stretch]:
        """The lines with their repeats folded."""
        return folded(self.lines)


def make_pass(agent: Agent, file: Attachment) -> str:
    """A pass for this file and this agent."""
    return signing.dumps([agent.pk, str(file.public_id)], salt=_SALT)


def opened_by(text: str) -> tuple[Agent, Attachment] | None:
    """Who came with a pass, and its file; None when it is forged or old, or the file not theirs to see."""
    try:
        key, public_id = signing.loads(text, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None
    agent = Agent.objects.filter(pk=key, is_active=True).first()
    file = Attachment.objects.visible_to(agent).filter(public_id=public_id).first() if agent else None
    return (agent, file) if agent and file else None


def lines_of(data: bytes) -> Pages:
    """The text of a file by lines, in the encoding it most likely has; binary rubbish reads as such."""
    head = data[:MOST_TEXT]
    text = _decoded(head)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    shown = [line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in lines[:MOST_LINES]]
    return Pages(shown, len(data) > MOST_TEXT or len(lines) > MOST_LINES or shown != lines[:MOST_LINES])


def _decoded(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(head) == MOST_TEXT and error.start >= len(head) - 4:  # cut within its last letter
            return head[: error.start].decode("utf-8-sig")
    best = from_bytes(head[:SAMPLE]).best()
    return head.decode(best.encoding if best else "latin-1", errors="replace")
