"""Header values as people meant them: RFC 2047 words, RFC 2231 parameters, raw 8-bit, ids, dates."""

from __future__ import annotations

import binascii
import quopri
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from handrail.channels.email.reading.charsets import to_text

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
_ID = re.compile(r"<([^<>]{1,2000})>")
_PARAMETER = re.compile(r";\s*([^=;\s]+)\s*=\s*(\"(?:\\.|[^\"\\])*\"|[^;]{0,8000})", re.DOTALL)


def raw_bytes(value: str) -> bytes:
    """The bytes that stood in the mail; the parser keeps 8-bit ones as surrogates."""
    return value.encode("utf-8", "surrogateescape")


def unfold(value: str) -> str:
    """One line from a folded header (RFC 5322 §2.2.3)."""
    return _FOLD.sub("", value).strip()


def decoded(value: str) -> str:
    """A header value for people: unfolded, encoded words and raw 8-bit bytes decoded. Never raises."""
    value = unfold(value)
    if value.count("=?") > value.count("?=") * 2 + 10:
        return eight_bit(value)  # begins of words without ends: nothing to decode
    found: list[str] = []
    pending, charset, at = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        data = _word_bytes(word[2], word[3])
        label = word[1].partition("*")[0]
        if at and not between.strip() and label.lower() == charset.lower():
            pending += data  # a character may be cut in two between words, against the RFC
        else:
            found.append(to_text(pending, charset))
            if between.strip() or not at:
                found.append(eight_bit(between))
            pending, charset = data, label
        at = word.end()
    return "".join([*found, to_text(pending, charset), eight_bit(value[at:])])


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = raw_bytes(payload)
    if encoding in "qQ":
        return quopri.decodestring(data.replace(b" ", b"_"), header=True)
    return base64_bytes(data)


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 as far as it goes: foreign characters skipped, padding mended, each run on its own."""
    if b"=" in data.rstrip()[:-2] or _url(data):
        return _by_runs(data)
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        return _by_runs(data)


def _by_runs(data: bytes) -> bytes:
    runs = re.sub(
        rb"[^A-Za-z0-9+/=]", b"", data.replace(b"-", b"+").replace(b"_", b"/") if _url(data) else data
    )
    return b"".join(_base64_run(run) for run in re.split(rb"=+", runs) if run)


def _url(data: bytes) -> bool:
    return not re.search(rb"[+/]", data) and re.search(rb"[-_]", data) is not None


def _base64_run(run: bytes) -> bytes:
    if len(run) % 4 == 1:
        run = run[:-1]
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


def eight_bit(value: str) -> str:
    """A value with its raw 8-bit bytes decoded and control characters gone; encoded words stand."""
    return to_text(raw_bytes(value), None)


def ids(value: str) -> tuple[str, ...]:
    """Message-IDs of an id header, without brackets, in order, each once; bare ids are taken too."""
    value = decoded(value)
    words = re.split(r"[\s,;]+", value.strip())
    found = _ID.findall(value) or [word for word in words if "@" in word or len(words) == 1]
    return tuple(dict.fromkeys(re.sub(r"\s+", "", one) for one in found if one))


def moment(value: str) -> datetime | None:
    """A Date header (RFC 5322 §3.3) as UTC, or None if it says no possible time."""
    parsed = parsedate_tz(re.sub(r"\([^()]*\)", "", unfold(value)[:200]))
    if parsed is None:
        return None
    try:
        local = datetime(*parsed[:6], tzinfo=UTC)
        return local - timedelta(seconds=parsed[9] or 0)
    except (ValueError, OverflowError):
        return None


def parameters(value: str) -> dict[str, str]:
    """Parameters of Content-Type or Content-Disposition, lower-case names, RFC 2231 and RFC 2047 decoded."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, given in _PARAMETER.findall(";" + unfold(value).partition(";")[2]):
        base, number, encoded = _piece_name(name)
        pieces.setdefault(base, []).append((number, encoded, _unquoted(given)))
    return {base: _joined(found) for base, found in pieces.items()}


def _piece_name(name: str) -> tuple[str, int, bool]:
    base, *rest = name.lower().split("*")
    number = next((int(part) for part in rest if part.isdecimal() and len(part) < 6), -1)
    return base, number, bool(rest) and rest[-1] == ""


def _unquoted(given: str) -> str:
    given = given.strip()
    if given.startswith('"'):
        return re.sub(
            r'\\(["\\])', r"\1", given[1:-1] if given.endswith('"') and len(given) > 1 else given[1:]
        )
    return given


def _joined(found: list[tuple[int, bool, str]]) -> str:
    whole = [piece for piece in found if piece[0] < 0]
    encoded = [piece for piece in whole if piece[1]]
    if whole and (encoded or not any(piece[0] >= 0 for piece in found)):
        number, is_encoded, text = (encoded or whole)[0]
        return _extended([(number, True, text)]) if is_encoded else decoded(text)
    return _extended(sorted((p for p in found if p[0] >= 0), key=lambda piece: piece[0]))


def _extended(pieces: list[tuple[int, bool, str]]) -> str:
    charset, data = "", b""
    for index, (_, encoded, text) in enumerate(pieces):
        if encoded and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(raw_bytes(text)) if encoded else raw_bytes(text)
    return (
        to_text(data, charset)
        if any(p[1] for p in pieces)
        else decoded(data.decode("utf-8", "surrogateescape"))
    )
