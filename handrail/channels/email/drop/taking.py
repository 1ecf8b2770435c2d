"""The bytes of a session as we take them in: never more of a mail than is allowed, whatever its lines are.

aiosmtpd reads a mail line by line and keeps what it has until a line ends, so that one endless line, or
millions of empty ones, took all the memory there is. Here a mail is one growing piece, cut off at its limit.
"""

from __future__ import annotations

from asyncio import LimitOverrunError, StreamReader

_END = b"\r\n.\r\n"
_AT_ONCE = 256 * 1024


class Reserve:
    """How many bytes of mails all sessions together hold."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0

    def take(self, count: int) -> bool:
        """Whether there is room for so many more."""
        if self._held + count > self._most:
            return False
        self._held += count
        return True

    def give_back(self, count: int) -> None:
        """They are gone."""
        self._held -= count


class TooBig(Exception):
    """The mail has more bytes than we take; all of it was read and forgotten."""


class NoReserve(Exception):
    """All sessions together hold too much; all of the mail was read and forgotten."""


class _Taken:
    """A mail as far as it has come, below the end of the line that began it."""

    def __init__(self) -> None:
        self.problem: type[Exception] | None = None
        self.beyond = b""
        self._bytes, self._looked = bytearray(b"\r\n"), 0

    @property
    def size(self) -> int:
        return len(self._bytes) - len(_END)

    def end(self, chunk: bytes) -> int | None:
        """Where the mail ends, now that this is here too; what came `beyond` it is set aside."""
        self._bytes += chunk
        if (at := self._bytes.find(_END, self._looked)) < 0:
            self._looked = max(0, len(self._bytes) - len(_END) + 1)
            return None
        self.beyond = bytes(self._bytes[at + len(_END) :])
        del self._bytes[at + 2 :]
        return at

    def forget_for_a_problem(self) -> None:
        """Keep only what may be the beginning of the end."""
        if self.problem:
            del self._bytes[: 1 - len(_END)]
            self._looked = 0

    def mail(self, most: int) -> bytes:
        """Its bytes. Raises what was wrong."""
        if self.problem or len(self._bytes) - 2 > most:
            raise self.problem or TooBig
        return bytes(self._bytes.replace(b"\r\n.", b"\r\n")[2:])


class Source:
    """What comes from the other side: lines of commands up to `longest`, and whole mails."""

    def __init__(self, reader: StreamReader, longest: int) -> None:
        self._reader, self._longest, self._ahead = reader, longest, bytearray()

    async def readuntil(self, separator: bytes = b"\n") -> bytes:
        """As a StreamReader's."""
        looked = 0
        while (at := self._ahead.find(separator, looked)) < 0:
            if len(self._ahead) > self._longest:
                raise LimitOverrunError("a line is too long", len(self._ahead))
            looked = max(0, len(self._ahead) - len(separator) + 1)
            self._ahead += await self._more()
        return self._cut(at + len(separator))

    async def read(self, most: int) -> bytes:
        """What is here of so many bytes; more is waited for only if nothing is."""
        if not self._ahead:
            self._ahead += await self._more()
        return self._cut(most)

    async def mail(self, most: int, reserve: Reserve) -> bytes:
        """A mail until its lone dot, which CRLF alone sets apart, with dots taken away (RFC 5321 §4.5.2).

        Raises TooBig or NoReserve once it is all here.
        """
        taken, held = _Taken(), 0
        try:
            while taken.end(chunk := await self.read(_AT_ONCE)) is None:
                if taken.size > most:
                    taken.problem = taken.problem or TooBig
                elif not taken.problem and reserve.take(len(chunk)):
                    held += len(chunk)
                else:
                    taken.problem = taken.problem or NoReserve
                taken.forget_for_a_problem()
            self._ahead[:0] = taken.beyond
            return taken.mail(most)
        finally:
            reserve.give_back(held)

    async def _more(self) -> bytes:
        chunk = await self._reader.read(_AT_ONCE)
        if not chunk:
            raise ConnectionResetError
        return chunk

    def _cut(self, count: int) -> bytes:
        cut = bytes(self._ahead[:count])
        del self._ahead[:count]
        return cut


def has_long_line(mail: bytes, most: int) -> bool:
    """Whether a line has more bytes than `most`; looks once at each place, however many lines there are."""
    at = 0
    while len(mail) - at > most:
        end = mail.rfind(b"\n", at, at + most + 1)
        if end < 0:
            return True
        at = end + 1
    return False
