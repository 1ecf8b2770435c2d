"""A CSV file as rows of cells, whatever program wrote it: encoding and delimiter are found. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 64 * 1024  # characters by which the delimiter is found


@dataclass(frozen=True)
class Shape:
    """How a file is written: a codec of Python's, and what parts its cells."""

    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Line:
    """One row of cells, and the line of the file on which it ends, counted from 1."""

    number: int
    cells: list[str]


def find_shape(data: bytes) -> Shape:
    """How the file is written. Raises ValidationError for what is no table of text."""
    if len(data) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB: divide it.") % {"most": MOST_BYTES // 2**20}
        )
    encoding = find_encoding(data)
    text = data.decode(encoding, "replace")
    if not text.strip() or "\x00" in text:
        raise ValidationError(_("This is no table of text: save it as CSV."))
    return Shape(encoding, find_delimiter(text[:_SAMPLE]))


def find_encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 by mark or by content, else Windows-1252, in which every byte says something."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:2000]
    if head.count(0) > len(head) // 4:  # every other byte of Latin letters in UTF-16
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def find_delimiter(text: str) -> str:
    """What parts the first line into the most cells and the next lines into as many; a comma if in doubt."""
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        rows = _few_rows(text, delimiter)
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows)
        if width > 1 and (alike, width) > most:
            best, most = delimiter, (alike, width)
    return best


def _few_rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        return []
    return [row for row in rows if row][:20]


def read_lines(data: bytes, shape: Shape) -> Iterator[Line]:
    """Every row that is not empty, the header first. Raises ValidationError at what cannot be read."""
    text = data.decode(shape.encoding, "replace").replace("\x00", "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter)
    rows = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            rows += 1
            if rows > MOST_ROWS + 1:
                raise ValidationError(
                    _("The file has more than %(most)s rows: divide it.") % {"most": MOST_ROWS}
                )
            yield Line(reader.line_num, [cell.strip()[:LONGEST_CELL] for cell in cells])
    except csv.Error:
        raise ValidationError(
            _("Line %(line)s cannot be read: look at its quotes.") % {"line": reader.line_num}
        ) from None


def read_header(data: bytes, shape: Shape) -> list[str]:
    """The names of the columns. Raises ValidationError without any, or without a row below them."""
    lines = read_lines(data, shape)
    header, first = next(lines, None), next(lines, None)
    if header is None or first is None:
        raise ValidationError(_("The file has no rows below its first line, which names the columns."))
    if len(header.cells) > MOST_COLUMNS:
        raise ValidationError(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    return header.cells


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection): it begins with a quote."""
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_line(cells: Sequence[object]) -> str:
    """One line of CSV (RFC 4180)."""
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def without_guard(cell: str) -> str:
    """A cell as it was before `safe_cell`, so that what was written here can be read here."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
