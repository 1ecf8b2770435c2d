"""SMTP and LMTP as we speak them: aiosmtpd's, with our limits and codes that tell what to do (RFC 3463)."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from handrail.channels.email.drop.routing import (
    BROKEN,
    TAKEN,
    Envelope,
    answer_to,
    is_one_line,
    keep_dropped,
)
from handrail.channels.email.drop.taking import NoReserve, Reserve, Source, TooBig, has_long_line

MOST_BYTES = 50 * 1024 * 1024 - 64 * 1024  # what is read at most, less what we write above it
MOST_RECIPIENTS = 100  # RFC 5321 §4.5.3.1.8 asks for no fewer
MOST_HELD = 256 * 1024 * 1024  # bytes of mails that are being taken at once, by all sessions
LONGEST_COMMAND = 64 * 1024
LONGEST_LINE = 4 * 1024 * 1024  # bytes; RFC 5322 allows 998, and many do not care
PATIENCE = 300.0  # seconds from one command to the next, a mail's bytes among them
_LONG = "500 5.6.0 A line of the mail is too long"
_HELD = "451 4.3.2 Too much mail comes at once; try again later"
_TOO_BIG = f"552 5.3.4 The mail is too big: at most {MOST_BYTES} bytes are taken"
log = logging.getLogger("handrail.mail")
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line of every session


class Handler:
    """What we answer; all that asks the database runs in threads of its own."""

    def __init__(self, threads: Executor) -> None:
        self.threads = threads
        self.reserve = Reserve(MOST_HELD)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what we can (RFC 2033 §5 asks for both)."""
        session.host_name = hostname
        said = [*(one[4:] for one in responses), "PIPELINING", "ENHANCEDSTATUSCODES"]
        return [*(f"250-{one}" for one in said[:-1]), f"250 {said[-1]}"]

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Who sends it will stand in a line above the mail: what could end that line is no address."""
        if not is_one_line(address):
            return "553 5.1.7 That is no address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Only for mailboxes of ours: nothing is passed on."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once"
        if not is_one_line(address):
            return "553 5.1.3 That is no address"
        answer = await self._in_thread(answer_to, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep it, then say so."""
        told = Envelope(str(envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos))
        answer = await self._in_thread(keep_dropped, told, bytes(envelope.original_content))
        if answer == TAKEN:
            log.info("mail.dropped", extra={"recipients": len(told.recipients)})
        return str(server.to_each(answer))

    async def handle_VRFY(self, server: Any, session: Any, envelope: Any, address: str) -> str:  # noqa: N802
        """Who is here is nobody's business (RFC 5321 §7.3)."""
        return "252 2.5.2 Send some mail, and see"

    async def handle_exception(self, error: Exception) -> str:
        """Nothing of ours makes a sender give up."""
        log.error("mail.drop.failed", exc_info=error)
        return BROKEN

    async def _in_thread(self, work: Any, *about: Any) -> str:
        try:
            return str(await asyncio.get_running_loop().run_in_executor(self.threads, work, *about))
        except Exception:
            log.exception("mail.drop.failed")
            return BROKEN


class DropSmtp(SMTP):
    """One answer for a mail."""

    line_length_limit = LONGEST_COMMAND

    _reader: Any
    envelope: Any

    def _cb_client_connected(self, reader: Any, writer: Any) -> None:
        source: Any = Source(reader, LONGEST_COMMAND)
        super()._cb_client_connected(source, writer)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take the mail within our limits, then let the handler answer."""
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self._take()
            self.envelope = self._create_envelope()
            await self.push(answer)

    async def _take(self) -> str:
        try:
            mail = await self._reader.mail(self.data_size_limit, self.event_handler.reserve)
        except TooBig:
            return self.to_each(_TOO_BIG)
        except NoReserve:
            return self.to_each(_HELD)
        if has_long_line(mail, LONGEST_LINE):
            return self.to_each(_LONG)
        self.envelope.content = self.envelope.original_content = mail
        return str(await self.event_handler.handle_DATA(self, self.session, self.envelope))

    def to_each(self, answer: str) -> str:
        """The answer to DATA."""
        return answer

    async def push(self, status: Any) -> None:
        """Say it; what aiosmtpd says of size gets the code of RFC 3463."""
        if isinstance(status, str) and status.startswith("552 Error"):
            status = _TOO_BIG
        await super().push(status)


class DropLmtp(DropSmtp, LMTP):
    """One answer for each recipient (RFC 2033 §4.2)."""

    def to_each(self, answer: str) -> str:
        """The answer once for every recipient that was accepted."""
        return "\r\n".join([answer] * (len(self.envelope.rcpt_tos) if self.envelope else 1))
