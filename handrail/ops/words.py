"""Finds the words of Django templates for Babel (see babel.cfg); the other kinds it reads itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize


def extract(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """The words of one template: Django turns it into calls of gettext, which Babel can read."""
    if not settings.configured:
        settings.configure()
    del options  # Babel gives them by name; there are none
    calls = templatize(file.read().decode(), origin=getattr(file, "name", None))
    return extract_python(BytesIO(calls.encode()), keywords, tags, {"encoding": "utf-8"})
