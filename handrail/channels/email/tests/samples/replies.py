"""Reads the tables of attributions and of bodies that look like them, and makes bodies of them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

_HERE = Path(__file__).parent
NEW = "It works now, thank you!"
_OLD = ("Please empty the cache.", "It helps.", "Ada")


@dataclass(frozen=True)
class Attribution:
    """What a program writes above the mail that is answered, and whether it marks that mail."""

    program: str
    lines: tuple[str, ...]
    marks: bool

    def text(self) -> str:
        """A plain-text reply with new words above it."""
        old = "\n".join(f"> {line}" if self.marks else line for line in _OLD)
        return "\n".join((NEW, "", *self.lines, "", old))

    def html(self) -> str:
        """The same in HTML without a class, an id or anything else that says what is quoted."""
        around = "blockquote" if self.marks else "div"
        told = "<br>".join(escape(line) for line in self.lines)
        old = "".join(f"<p>{line}</p>" for line in _OLD)
        return f"<div>{NEW}</div><br><div>{told}<br></div><{around}>{old}</{around}>"


def attributions() -> list[Attribution]:
    return [_attribution(line) for line in _lines("attributions.txt")]


def lookalikes() -> list[str]:
    return [line.replace("\\", "\n") for line in _lines("lookalikes.txt")]


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def _attribution(line: str) -> Attribution:
    program, _, told = line.partition(" | ")
    return Attribution(program.removesuffix(" >"), tuple(told.split("\\")), program.endswith(" >"))
