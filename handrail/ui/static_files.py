"""Static files: hashed names, compressed, kept by browsers for ever."""

import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

_CHUNK = re.compile(r"/build/chunks/[\w.-]+-[A-Z0-9]{8}\.js$")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[\w.]+$")


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise's manifest storage; a name that was never collected raises ValueError."""


def immutable(_path: str, url: str) -> bool:
    """Whether a file can never change under its address: hashed by us, or a chunk hashed by esbuild."""
    return bool(_HASHED.search(url) or _CHUNK.search(url))


@cache
def first_chunks() -> tuple[str, ...]:
    """Addresses of the parts that app.js imports from the start, as the build wrote them down."""
    names = json.loads((Path(__file__).parent / "static/build/app.json").read_text())
    return tuple(f"{settings.STATIC_URL}build/{name}" for name in names)
