"""An HTML body's new part apart from what it quotes and how it is signed: structure first, words second.

Nothing is deleted: each piece of the body goes into one of three parts, with the elements around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handrail.channels.email.quoting.html_lines import BLOCKS, RULE, Element, Lines, Piece, html_lines
from handrail.channels.email.quoting.text_quotes import Share, share_lines

LONGEST = 500_000  # characters; a longer body is not taken apart
_PARTING = BLOCKS | {"td", "th"}  # these part words even when they are empty


@dataclass(frozen=True)
class HtmlSplit:
    """The parts of an HTML body, still unsafe; together they hold every word and picture of it."""

    new: str
    quoted: str = ""
    signature: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing but new words."""
        return not (self.quoted or self.signature)


def split_html(html: str) -> HtmlSplit:
    """Split an HTML body. In doubt words are new; when somebody answers between quotations, all are."""
    if not html.strip() or len(html) > LONGEST:
        return HtmlSplit(html)
    lines = html_lines(html)
    shares = share_lines(lines.words, lines.begins, lines.signs)
    if all(share is Share.NEW for share in shares):
        return HtmlSplit(html)
    _give_away_blanks(lines, shares)
    new, quoted, signature = (_Writer(share) for share in Share)
    writers = {writer.share: writer for writer in (new, quoted, signature)}
    last = new
    for piece, stack in _steps(lines.pieces):
        writer = writers[shares[piece.line]]
        if writer is not last:
            writer.resume()
        writer.write(piece, stack)
        last = writer
    return HtmlSplit(new.html(), quoted.html(), signature.html())


def _give_away_blanks(lines: Lines, shares: list[Share]) -> None:
    """Empty lines and rules below a part that is folded away go with it, as those above it do."""
    for at in range(1, len(shares)):
        if shares[at] is Share.NEW and lines.words[at] in {"", RULE}:
            shares[at] = shares[at - 1]


def _steps(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, list[Element]]]:
    """What is shown or closed, with the elements around it."""
    stack: list[Element] = []
    for piece in pieces:
        if piece.element is None:
            yield piece, stack
        elif piece.closes:
            yield piece, stack
            stack.pop()
        else:
            stack.append(piece.element)


def _shows(html: str) -> bool:
    """Whether there is more to see than empty space."""
    return html != "<br>" and bool(html.replace("&nbsp;", " ").strip())


class _Writer:
    """Writes one part: an element is opened only when something inside it is shown in this part."""

    def __init__(self, share: Share) -> None:
        self.share = share
        self._out: list[str] = []
        self._open: list[Element] = []

    def write(self, piece: Piece, stack: Sequence[Element]) -> None:
        """Show a piece; `stack` are the elements around it. Empty ones that part words stay."""
        self._close_others(stack)
        if piece.closes:
            if stack[-1].tag in _PARTING and not stack[-1].shown:
                self._reach(stack)
        elif not self._out and not _shows(piece.html):
            return
        elif piece.html.strip() or len(self._open) == len(stack):
            self._reach(stack)
            self._out.append(piece.html)

    def resume(self) -> None:
        """Something of another part stood in between."""
        if self._out:
            self._out.append("\n" if self._out[-1].endswith(">") else "<br>")

    def html(self) -> str:
        """What was written, all elements closed."""
        self._close_others(())
        return "".join(self._out).strip()

    def _close_others(self, stack: Sequence[Element]) -> None:
        while self._open and not (
            len(self._open) <= len(stack) and stack[len(self._open) - 1] is self._open[-1]
        ):
            self._out.append(f"</{self._open.pop().tag}>")

    def _reach(self, stack: Sequence[Element]) -> None:
        for element in stack[len(self._open) :]:
            self._out.append(element.html)
            self._open.append(element)
            element.shown = True
