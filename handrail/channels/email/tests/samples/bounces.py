"""Reads the tables of refusals and notices, and makes mails of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from handrail.channels.email.tests.material import mail

_HERE = Path(__file__).parent
DORA = "dora@nordlicht.example"


@dataclass(frozen=True)
class Sample:
    """A bounce, whose fault it is, and whether nobody will ever be reached there."""

    name: str
    raw: bytes
    group: str
    hard: bool


def samples() -> list[Sample]:
    return refusals() + notices()


def refusals() -> list[Sample]:
    lines = [line for line in _read("refusals.txt") if line and not line.startswith("#")]
    return [_refusal(*(part.strip() for part in line.split("|", 2))) for line in lines]


def notices() -> list[Sample]:
    return [_notice(block) for block in _blocks("notices.txt")]


def about_two() -> list[tuple[str, bytes]]:
    """Notices about Dora and Emil, by the program that writes so."""
    return [_about_two(block) for block in _blocks("several.txt")]


def _about_two(block: str) -> tuple[str, bytes]:
    head, _, text = block.partition("\n")
    program, _, subject = head.partition(" | ")
    raw = mail(
        text,
        From="MAILER-DAEMON@mx.example",
        To="help@lamp.example",
        Subject=subject,
        Return_Path="<>",
        Content_Type="text/plain; charset=utf-8",
    )
    return program, raw


def _blocks(name: str) -> list[str]:
    text = "\n".join(line for line in _read(name) if not line.startswith("# "))
    return re.split(r"^== ", text, flags=re.MULTILINE)[1:]


def _read(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()


def _refusal(group: str, status: str, words: str) -> Sample:
    words = re.sub(r"(?<!\w)X(?!\w)", DORA, words)
    raw = _report(status, words) if status else _in_words(words)
    return Sample(words[:90], raw, group.rstrip("~"), group == "address")


def _report(status: str, words: str) -> bytes:
    parts = (
        "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {DORA}\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {words}\n--b--\n"
    )
    return mail(
        parts,
        From="Mail Delivery System <MAILER-DAEMON@mx.example>",
        Subject="Delivery failure",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )


def _in_words(words: str) -> bytes:
    text = (
        "A message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
        f"  {DORA}\n    {words}\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\nSubject: Lamp\n"
    )
    return mail(
        text,
        From="Mail Delivery System <MAILER-DAEMON@mx.example>",
        Subject="Mail delivery failed",
        Content_Type="text/plain; charset=utf-8",
    )


def _notice(block: str) -> Sample:
    head, _, text = block.partition("\n")
    name, group, sender, subject = (part.strip() for part in head.split("|", 3))
    raw = mail(
        text,
        From=sender,
        Subject=subject,
        Return_Path="<>",
        Content_Type="text/plain; charset=utf-8",
    )
    return Sample(name, raw, group.rstrip("~"), group == "address")
