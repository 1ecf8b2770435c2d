"""How a file can be shown, by what it says it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath

_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_TEXTS = {
    "application/json",
    "application/xml",
    "application/x-yaml",
    "application/javascript",
    "application/x-sh",
}
_ENDINGS = {
    *(".txt", ".log", ".err", ".out", ".trace", ".csv", ".tsv", ".md", ".srt", ".diff", ".patch", ".sql"),
    *(".json", ".xml", ".yml", ".yaml", ".ini", ".conf", ".cfg", ".toml", ".html", ".css"),
    *(".py", ".js", ".ts", ".php", ".sh"),
}  # fmt: skip


class Shown(StrEnum):
    """How a file can be shown."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"


def shown_as(content_type: str, name: str) -> Shown | None:
    """How a file can be shown; None when it can only be downloaded."""
    kind = content_type.partition(";")[0].strip().lower()
    ending = PurePosixPath(name.strip().lower()).suffix
    if kind in _PICTURES:
        return Shown.PICTURE
    if kind == "application/pdf" or (kind == "application/octet-stream" and ending == ".pdf"):
        return Shown.PDF
    is_text = kind.startswith("text/") or kind in _TEXTS
    return Shown.TEXT if is_text or (ending in _ENDINGS and not kind.startswith("image/")) else None
