"""Markdown in pieces that a machine may translate, and back: what is no language never leaves as words. Pure.

A paragraph becomes lines that are sentences, each behind what marks it (a bullet, a heading's signs, a cell's
bar). Inside, code, addresses, pictures, tags and shared pieces of text are replaced by `[[0]]`, `[[1]]`
and put back afterwards; where a machine lost one, the words between them are translated one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handrail.helpcenter.translating.paragraphs import has_words, kind

Translate = Callable[[Sequence[str]], list[str]]

_MARK = re.compile(
    r"""^(?P<mark>\s*(?:
    (?:>|\#{1,6}|[-*+]|\d+[.)])\s+ | \[[\ xX]\]\s+  # quotes, headings, lists, tasks
    | (?:!!!|\?\?\?\+?)\s*[\w-]*\s* | :::+\s*[\w-]*\s* | ===\s*  # callouts, tabs
    )*)""",
    re.VERBOSE,
)
_PROTECTED = re.compile(
    r"""
    (`+)(?:(?!\1).)+?\1                      # code
    | \[![A-Za-z]+\][+-]?                    # the kind of a callout
    | !\[[^\]]*\]\([^)\s]*(?:\s+"[^"]*")?\)  # a picture
    | \]\([^)]*\) | \]\[[^\]]*\]             # where a link leads
    | \{\{.*?\}\} | \[\[[^\]]*\]\] | \{[:\#.][^}]*\}  # shared text, our own marks, attributes and anchors
    | </?[A-Za-z][^>]*> | <(?:https?|mailto):[^>]+>   # tags, bare addresses
    | https?://[^\s)>\]]+ | %\(?\w*\)?[sd] | \$\{\w+\}  # addresses, placeholders
    | \*\*|__|~~|\[|\\[^\w\s]                # what makes words strong, the beginning of a link
    """,
    re.VERBOSE,
)
_BACK = re.compile(r"\[\s*\[\s*(\d+)\s*\]\s*\]")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_OPENS = re.compile(r"^\s*[>\-*+#|!?:=]|^\s*\d+[.)]\s")


@dataclass(frozen=True)
class Piece:
    """Something to translate, or what stands around it as it is."""

    text: str
    is_words: bool


def translated(paragraph: str, translate: Translate) -> str:
    """The paragraph with its words translated and everything else as it was."""
    if not has_words(paragraph):
        return paragraph
    parts = pieces(paragraph)
    wanted = [piece.text for piece in parts if piece.is_words]
    told = iter(_with_marks(wanted, translate))
    return "".join(next(told) if piece.is_words else piece.text for piece in parts)


def pieces(paragraph: str) -> list[Piece]:
    """A paragraph as what a machine translates and what it does not; joined they are the paragraph, but for
    the line breaks inside a sentence.
    """
    found: list[Piece] = []
    for number, line in enumerate(_sentences(paragraph)):
        found += [Piece("\n", is_words=False)] if number else []
        found += _cells(line) if kind(paragraph) == "table" else _behind_mark(line)
    return [piece for piece in found if piece.text]


def _sentences(paragraph: str) -> list[str]:
    """The lines of a paragraph; one that only goes on with the one before is joined to it."""
    found: list[str] = []
    for line in paragraph.split("\n"):
        goes_on = found and not _OPENS.match(line) and not found[-1].endswith(("  ", "\\", "|"))
        if goes_on and _LETTER.search(found[-1]) and not found[-1].lstrip().startswith((":::", "!!!", "#")):
            found[-1] = f"{found[-1].rstrip()} {line.strip()}"
        else:
            found.append(line)
    return found


def _behind_mark(line: str) -> list[Piece]:
    match = _MARK.match(line)
    mark = match["mark"] if match else ""
    rest = line[len(mark) :]
    words = rest.rstrip()
    return [
        Piece(mark, is_words=False),
        Piece(words, is_words=bool(_LETTER.search(_PROTECTED.sub("", words)))),
        Piece(rest[len(words) :], is_words=False),
    ]


def _cells(line: str) -> list[Piece]:
    if _RULE.match(line):
        return [Piece(line, is_words=False)]
    found: list[Piece] = []
    for number, cell in enumerate(re.split(r"(?<!\\)\|", line)):
        found += [Piece("|", is_words=False)] if number else []
        words = cell.strip()
        before, _words, after = cell.partition(words) if words else (cell, "", "")
        is_words = bool(_LETTER.search(_PROTECTED.sub("", words)))
        found += [
            Piece(before, is_words=False),
            Piece(words, is_words=is_words),
            Piece(after, is_words=False),
        ]
    return found


def _with_marks(texts: Sequence[str], translate: Translate) -> list[str]:
    """Texts translated; where one comes back without all its marks, its words one by one."""
    masked = [mask(text) for text in texts]
    told = translate([text for text, _kept in masked])
    found = [unmask(answer, kept) for answer, (_text, kept) in zip(told, masked, strict=True)]
    return [
        answer if answer is not None else _one_by_one(text, translate)
        for answer, text in zip(found, texts, strict=True)
    ]


def mask(text: str) -> tuple[str, list[str]]:
    """A text with numbered marks for what is not to be translated, and what they stand for."""
    kept: list[str] = []

    def mark(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"[[{len(kept) - 1}]]"

    return _PROTECTED.sub(mark, text), kept


def unmask(text: str, kept: Sequence[str]) -> str | None:
    """The text with everything back in its place; None where a mark is missing or comes twice."""
    if sorted(int(number) for number in _BACK.findall(text)) != list(range(len(kept))):
        return None
    return _BACK.sub(lambda match: kept[int(match[1])], " ".join(text.split()))


def _one_by_one(text: str, translate: Translate) -> str:
    """The words between what is not translated, each for itself."""
    found: list[Piece] = []
    at = 0
    for match in _PROTECTED.finditer(text):
        found += [_words(text[at : match.start()]), Piece(match[0], is_words=False)]
        at = match.end()
    found.append(_words(text[at:]))
    told = iter(translate([piece.text.strip() for piece in found if piece.is_words]))
    return "".join(_spaced(next(told), piece.text) if piece.is_words else piece.text for piece in found)


def _words(text: str) -> Piece:
    return Piece(text, is_words=bool(_LETTER.search(text)))


def _spaced(answer: str, text: str) -> str:
    """An answer with the spaces that stood around what was asked, and without marks that nobody gave it."""
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return before + " ".join(_BACK.sub("", answer).split()) + after
