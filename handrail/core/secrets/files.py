"""Secrets in files that are text: logs, settings, dumps."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from handrail.core.secrets import Found, mask_secrets

_TEXTS = {
    *("application/json", "application/xml", "application/x-yaml", "application/yaml", "application/x-log"),
    *("application/x-sh", "application/x-httpd-php", "application/x-php", "application/sql"),
    *("application/x-sql", "application/toml", "application/javascript"),
}
_NOT = {"text/calendar", "text/vcard", "text/x-vcard"}  # appointments and address cards
_ENDINGS = {
    *(".txt", ".log", ".err", ".out", ".trace", ".csv", ".tsv", ".md", ".sql", ".json", ".xml", ".yml"),
    *(".yaml", ".ini", ".conf", ".cfg", ".toml", ".env", ".php", ".py", ".js", ".ts", ".sh", ".har"),
    *(".properties", ".htaccess", ".diff", ".patch", ".html"),
}
_ROTATED = re.compile(r"\.\d{1,8}$")  # debug.log.1
LARGEST_AT_ONCE = 256 * 1024  # bytes of a text that a page looks through: a tenth of a second or two
_IN_LATIN = "**"  # what stands for the dots of a mask where they cannot be written


def is_text_file(content_type: str, name: str) -> bool:
    """Whether a file is text by what it says it is, so that its secrets can be found."""
    kind = content_type.partition(";")[0].strip().lower()
    path = PurePosixPath(_ROTATED.sub("", name.strip().lower()))
    if kind in _NOT or kind.startswith(("image/", "audio/", "video/")):
        return False
    return kind.startswith("text/") or kind in _TEXTS or not _ENDINGS.isdisjoint({path.suffix, path.name})


def is_for_later(content_type: str, name: str, size: int) -> bool:
    """Whether a file is a text so large that a job looks for the secrets in it (`size` in bytes)."""
    return size > LARGEST_AT_ONCE and is_text_file(content_type, name)


def mask_file(content_type: str, name: str, data: bytes) -> tuple[bytes, list[Found]]:
    """The file without its secrets, in its own encoding, and what was found; the same bytes if nothing was.

    Only text files are read (`is_text_file`).
    """
    return mask_bytes(data) if is_text_file(content_type, name) else (data, [])


def mask_bytes(data: bytes) -> tuple[bytes, list[Found]]:
    """The same for what is known to be text. Bytes that are no UTF-8 are read singly: secrets are ASCII."""
    encoding = _encoding(data)
    masked = mask_secrets(data.decode(encoding))
    if not masked.found:
        return data, []
    text = masked.text.replace("••", _IN_LATIN) if encoding == "latin-1" else masked.text
    return text.encode(encoding), masked.found


def _encoding(data: bytes) -> str:
    """One that reads all of these bytes and writes them back as they are."""
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    for encoding in (marks.get(data[:2], "utf-8"), "utf-8"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"
