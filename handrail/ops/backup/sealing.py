"""The seal at a file's end: a SHA-256 over all that stands before it, so that no changed byte goes unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import BinaryIO

_MARK = b"handrail sha256:"
_LENGTH = 64  # hexadecimal digits of a SHA-256
EMPTY = _MARK + b"0" * _LENGTH  # what is written first, and replaced when the digest is known
_CHUNK = 1 << 20  # bytes


class NoSealError(Exception):
    """The file has no seal at its end: it is something else, or its end is missing."""


class BrokenSealError(Exception):
    """The file is not as it was when it was sealed."""


class SealedFile:
    """A file that is written from front to end, and then sealed. It cannot seek."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._tail = b""  # the last bytes, which may be the place of the digest itself

    def write(self, data: bytes) -> int:
        """Write at the end; returns how many bytes that were."""
        self._file.write(data)
        tail = self._tail + data
        self._digest.update(tail[:-_LENGTH])
        self._tail = tail[-_LENGTH:]
        return len(data)

    def flush(self) -> None:
        """Hand everything to the operating system."""
        self._file.flush()

    def seal(self) -> None:
        """Put the digest into its place; the last thing written must have been `EMPTY`."""
        self._file.seek(-_LENGTH, 2)
        self._file.write(self._digest.hexdigest().encode())


def check_seal(file: BinaryIO, progress: Callable[[int, int], None]) -> None:
    """Read the whole file and raise `NoSealError` or `BrokenSealError` unless it is as it was written.

    `progress` hears how many bytes of how many have been read.
    """
    size = file.seek(0, 2)
    if size < len(EMPTY):
        raise NoSealError
    file.seek(size - len(EMPTY))
    if not (seal := file.read(len(EMPTY))).startswith(_MARK):
        raise NoSealError
    digest, left = hashlib.sha256(), size - _LENGTH
    file.seek(0)
    while chunk := file.read(min(_CHUNK, left)):
        digest.update(chunk)
        left -= len(chunk)
        progress(size - left, size)
    if left or digest.hexdigest().encode() != seal[len(_MARK) :]:
        raise BrokenSealError
