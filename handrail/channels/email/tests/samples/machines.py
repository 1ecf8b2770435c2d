"""Reads the table of automatic mails and of people's that look like them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handrail.channels.email.tests.material import mail

_TABLE = Path(__file__).parent / "machines.txt"


@dataclass(frozen=True)
class Case:
    """A mail, and what kind it is."""

    name: str
    kind: str
    raw: bytes


def cases() -> list[Case]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return [_case(line) for line in lines if line and not line.startswith("#")]


def _case(line: str) -> Case:
    kind, name, told = (part.strip() for part in line.split("|", 2))
    head, _, body = told.partition("; Body: ")
    headers: dict[str, str] = {}
    last = ""
    for part in head.split("; "):
        field, colon, value = part.partition(":")
        if colon and field.replace("-", "").isalnum():
            last = {"Type": "Content-Type"}.get(field, field)
            headers[last] = value.strip()
        else:
            headers[last] += f"; {part}"  # a parameter of the header before it
    return Case(name, kind, mail(body.replace("\\\\", "\n") or "Hello\n", **headers))
