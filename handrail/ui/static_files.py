"""Static files: hashed names, compressed, kept by browsers for ever."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

_CHUNK = re.compile(r"/build/chunks/[\w.-]+-[A-Z0-9]{8}\.js$")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[\w.]+$")


# The best one would take ten seconds more at the first start, for three of a hundred bytes.
_QUALITY = 9


class _Compressor(Compressor):  # type: ignore[misc]  # whitenoise has no types
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        packed: bytes = brotli.compress(data, quality=_QUALITY)
        return packed


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's manifest storage; a name that was never collected raises ValueError."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Called by WhiteNoise: what packs each file."""
        return _Compressor(**kwargs)


def immutable(_path: str, url: str) -> bool:
    """Whether a file can never change under its address: hashed by us, or a chunk hashed by esbuild."""
    return bool(_HASHED.search(url) or _CHUNK.search(url))


@cache
def first_chunks() -> tuple[str, ...]:
    """Addresses of the parts that app.js imports from the start, as the build wrote them down."""
    names = json.loads((Path(__file__).parent / "static/build/app.json").read_text())
    return tuple(f"{settings.STATIC_URL}build/{name}" for name in names)
