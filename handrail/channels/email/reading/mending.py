"""Small repairs on the bytes of a broken mail, so that the parser sees what the sender meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageDefect

_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:")
_WELL_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-type|received|(?:in-)?reply-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]+)\"|([^\s;\"]+))", re.IGNORECASE)
_DELIMITER = re.compile(rb"^--([^\s].*?)[ \t]*\r?\n(?=content-[a-z-]+[ \t]*:)", re.IGNORECASE | re.MULTILINE)
_HYPHENS = re.compile(rb"^--(\S[^\r\n]{0,300})(?:\r?\n|\Z)", re.MULTILINE)
# Who wrote it, and what servers found out about that. With white space before its colon (RFC 5322 §4.5) a
# verifier of SPF, DKIM or DMARC may pass over such a field that a mail program takes, or the other way round
# (Chen, Paxson, Jiang: "Composition Kills", USENIX Security 2020). So it proves nothing, and is set aside.
_ORIGIN = re.compile(
    rb"(?:resent-)?(?:from|sender|reply-to)|return-path|authentication-results|x-original-(?:from|sender)",
    re.IGNORECASE,
)
SET_ASIDE = "X-Set-Aside-"  # begins the name of a field that was
_HEAD = 1_000_000  # bytes within which headers are mended


class MendedDefect(MessageDefect):
    """The bytes of the mail were mended before they were parsed."""


def boundaries(raw: bytes) -> set[bytes]:
    """Every boundary that some header in these bytes names (or seems to)."""
    return {quoted or bare for quoted, bare in _BOUNDARY.findall(raw)}


def delimiters(raw: bytes) -> Iterator[re.Match[bytes]]:
    """Every line that begins with two hyphens, group 1 being what follows them."""
    return _HYPHENS.finditer(raw)


def mended(raw: bytes) -> bytes:
    """The mail with header lines no parser understands folded away and boundaries closed only once."""
    blank = _BLANK.search(raw, 0, _HEAD)
    end = blank.start() if blank else min(len(raw), _HEAD)
    return _closed_once(_mended_head(raw[:end]) + raw[end:])


def _mended_head(head: bytes) -> bytes:
    lines = head.splitlines(keepends=True)
    if all(_is_sound(line) for line in lines):
        return head
    last = max((at for at, line in enumerate(lines) if _WELL_KNOWN.match(line)), default=-1)
    # Beyond the last known header stand words of the body that no empty line parts from the headers.
    for at in range(last + 1):
        lines[at] = _mended_line(lines[at], lines[at + 1] if at < last else b"", first=at == 0)
    return b"".join(lines)


def _is_sound(line: bytes) -> bool:
    found = _HEADER.match(line)
    return line[:1] in {b" ", b"\t"} or bool(found and line[len(found[1]) : len(found[1]) + 1] == b":")


def _mended_line(line: bytes, following: bytes, *, first: bool) -> bytes:
    if _is_sound(line) or (first and line.startswith(b"From ") and not _HEADER.match(line)):
        return line
    if _HEADER.match(line):
        return _HEADER.sub(
            lambda found: _named(found[1]), line
        )  # white space before the colon, RFC 5322 §4.5
    if following.lstrip(b" \t").startswith(b":") and re.fullmatch(rb"[!-9;-~]+", line.strip()):
        return line.strip() + b":" + line[len(line.rstrip(b"\r\n")) :]
    return line if first else b" " + line


def _named(name: bytes) -> bytes:
    return (SET_ASIDE.encode() if _ORIGIN.fullmatch(name) else b"") + name + b":"


def _closed_once(raw: bytes) -> bytes:
    """Drop an end mark that more parts of the same boundary follow: an inner part reused the outer's name."""
    ends: dict[bytes, list[re.Match[bytes]]] = {}
    early: list[re.Match[bytes]] = []
    named = boundaries(raw)
    for mark in delimiters(raw):
        name = mark[1].rstrip()
        if name in named:
            early += ends.pop(name, [])
        elif name.removesuffix(b"--") in named:
            ends.setdefault(name.removesuffix(b"--"), []).append(mark)
    for mark in sorted(early, key=lambda one: one.start(), reverse=True):
        raw = raw[: mark.start()] + raw[mark.end() :]
    return raw


def rebounded(payload: bytes) -> bytes | None:
    """A multipart whose boundary never came, headed anew by the boundary its body really uses; else None."""
    found = _DELIMITER.search(payload)
    if not found or b'"' in found[1] or len(found[1]) > 200:
        return None
    return b'Content-Type: multipart/mixed; boundary="' + found[1] + b'"\n\n' + payload[found.start() :]
