"""Where the public mails lie, if they are there, and small mails for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

MAILS = Path(__file__).parents[5] / "shared/data/mail"
needs_mails = pytest.mark.skipif(
    not (MAILS / "mime.jsonl").exists(), reason="THE PUBLIC MAILS ARE MISSING: ../shared/data/mail"
)


def raw_mails() -> list[Path]:
    return sorted((MAILS / "mime").glob("*.eml"))


def mail(body: str = "Hello\n", **headers: str) -> bytes:
    told = {"From": "Dora <dora@example.org>", "To": "help@lamp.example", "Subject": "Lamp"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\n" for name, value in told.items())
    return f"{head}\n{body}".encode()
