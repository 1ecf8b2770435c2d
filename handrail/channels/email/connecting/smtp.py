"""Hand a mail to its mailbox's SMTP server (RFC 5321), and say exactly what became of it."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import getaddresses
from functools import partial
from typing import Protocol

from django.utils.translation import gettext as _

from handrail.channels.email.connecting.outcome import OutcomeUnknown, Refused
from handrail.channels.email.connecting.problems import (
    MailboxProblem,
    SignInRefused,
    allowed_host,
    explained,
    refused_password,
    refused_token,
    tls_context,
    with_renewed,
)
from handrail.channels.email.connecting.sasl import xoauth2

__all__ = ["MailboxProblem", "OutcomeUnknown", "Refused", "SmtpSettings", "send", "test_connection"]
TIMEOUT = 30.0  # seconds for each step
DATA_TIMEOUT = 300.0  # RFC 5321 §4.5.3.2.6 asks for ten minutes at the most


class SmtpSettings(Protocol):
    """What we must know about an outgoing server; security is ssl, starttls or none."""

    @property
    def smtp_host(self) -> str:
        """Name or address of the server."""

    @property
    def smtp_port(self) -> int:
        """Its port."""

    @property
    def smtp_security(self) -> str:
        """ssl, starttls or none."""

    @property
    def smtp_user(self) -> str:
        """Empty for no sign-in."""

    @property
    def smtp_secret(self) -> str:
        """The password in the clear."""

    @property
    def smtp_token(self) -> str:
        """An OAuth token to sign in with instead; empty for none."""

    def new_smtp_token(self, refused: str) -> str:
        """Another token after the server refused this one; empty when there is none to be had."""


def send(message: EmailMessage, settings: SmtpSettings) -> None:
    """Send one mail to everybody in To, Cc and Bcc; all or nobody.

    Raises Refused, MailboxProblem (nothing was sent in either case) or OutcomeUnknown.
    """
    sender, recipients = envelope(message)
    with _signed_in(settings) as server:
        needs_utf8 = not all(address.isascii() for address in (sender, *recipients))
        if needs_utf8 and not server.has_extn("smtputf8"):
            raise Refused(553, _("The server cannot send to addresses with such letters."), permanent=True)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8 else []
        with explained("send", settings.smtp_host, settings.smtp_port):
            _expect(_said(server, "mail", sender, options), {250})
            for recipient in recipients:
                _expect(_said(server, "rcpt", recipient), {250, 251})
        _send_data(server, as_bytes(message, utf8=needs_utf8), settings)


def test_connection(settings: SmtpSettings) -> None:
    """Connect and sign in, send nothing. Raises MailboxProblem."""
    with _signed_in(settings) as server, explained("sign in", settings.smtp_host, settings.smtp_port):
        server.noop()


test_connection.__test__ = False  # type: ignore[attr-defined]  # its name is no invitation to pytest


def envelope(message: EmailMessage) -> tuple[str, list[str]]:
    """Who sends it, and the addresses of all in To, Cc and Bcc, each once."""
    values = [str(value) for name in ("to", "cc", "bcc") for value in message.get_all(name, [])]
    recipients = list(dict.fromkeys(address for _, address in getaddresses(values) if "@" in address))
    senders = [address for _, address in getaddresses([str(message.get("from", ""))])]
    return next(iter(senders), ""), recipients


def as_bytes(message: EmailMessage, *, utf8: bool) -> bytes:
    """The mail as it travels: without Bcc; with `utf8` its headers may hold any letter (RFC 6531)."""
    del message["bcc"]
    return message.as_bytes(policy=(SMTPUTF8 if utf8 else SMTP).clone(max_line_length=78))


@contextmanager
def _signed_in(settings: SmtpSettings) -> Iterator[smtplib.SMTP]:
    host = settings.smtp_host
    if not allowed_host(host):
        raise MailboxProblem("connect", _("Connecting to %(host)s is not allowed.") % {"host": host})
    token = settings.smtp_token if settings.smtp_user else ""
    server = with_renewed(partial(_ready, settings), token, settings.new_smtp_token)
    try:
        yield server
    finally:
        _quit(server)


def _ready(settings: SmtpSettings, token: str) -> smtplib.SMTP:
    """Connected, greeted and signed in. Raises MailboxProblem."""
    server = _connected(settings)
    try:
        with _explained_protocol("connect", settings.smtp_host, settings.smtp_port):
            server.ehlo_or_helo_if_needed()
        if settings.smtp_user:
            _sign_in(server, settings, token)
    except BaseException:
        _quit(server)
        raise
    return server


def _sign_in(server: smtplib.SMTP, settings: SmtpSettings, token: str) -> None:
    with _explained_sign_in(settings.smtp_host, settings.smtp_port, is_token=bool(token)):
        if not token:
            server.login(settings.smtp_user, settings.smtp_secret)
        elif "XOAUTH2" not in server.esmtp_features.get("auth", "").upper().split():
            raise smtplib.SMTPNotSupportedError
        else:
            answer = xoauth2(settings.smtp_user, token)
            server.auth("XOAUTH2", lambda challenge=None: answer(challenge or b"").decode())


def _connected(settings: SmtpSettings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    with _explained_protocol("connect", host, port):
        if settings.smtp_security == "ssl":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=tls_context(host))
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    if settings.smtp_security == "starttls":
        try:
            with _explained_protocol("TLS", host, port):
                server.starttls(context=tls_context(host))
        except MailboxProblem:
            server.close()
            raise
    return server


@contextmanager
def _explained_protocol(step: str, host: str, port: int) -> Iterator[None]:
    with explained(step, host, port):
        try:
            yield
        except smtplib.SMTPNotSupportedError:
            sentence = _("%(host)s offers no STARTTLS on port %(port)s. Try TLS from the start (465).")
            raise MailboxProblem(step, sentence % {"host": host, "port": port}) from None
        except smtplib.SMTPException as error:
            sentence = _("%(host)s, port %(port)s, did not answer like a mail server: %(error)s.")
            said = _text(error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else str(error)
            raise MailboxProblem(step, sentence % {"host": host, "port": port, "error": said}) from error


@contextmanager
def _explained_sign_in(host: str, port: int, *, is_token: bool = False) -> Iterator[None]:
    with _explained_protocol("sign in", host, port):
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            answer = _text(error.smtp_error)
            sentence = refused_token() if is_token else refused_password()
            raise SignInRefused("sign in", sentence % {"host": host, "answer": answer}) from error
        except smtplib.SMTPNotSupportedError as error:
            sentence = _("%(host)s offers no sign-in here. Check port and security, or leave the user empty.")
            raise MailboxProblem("sign in", sentence % {"host": host}) from error


def _said(
    server: smtplib.SMTP, verb: str, address: str, options: list[str] | None = None
) -> tuple[int, bytes]:
    try:
        return server.mail(address, options or []) if verb == "mail" else server.rcpt(address)
    except smtplib.SMTPServerDisconnected as error:
        raise MailboxProblem("send", _("The server hung up before it took the mail.")) from error


def _expect(answer: tuple[int, bytes], codes: set[int]) -> None:
    code, text = answer
    if code not in codes:
        raise Refused(code, _text(text), permanent=500 <= code < 600)


def _send_data(server: smtplib.SMTP, raw: bytes, settings: SmtpSettings) -> None:
    """DATA in two steps, because a break before the bytes means "not sent" and one after it "who knows"."""
    try:
        code, text = server.docmd("DATA")
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise MailboxProblem("send", _("The server hung up before it took the mail.")) from error
    _expect((code, text), {354})
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw).removesuffix(b"\r\n")
    body = re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE) + b"\r\n.\r\n"  # RFC 5321 §4.5.2
    try:
        if server.sock:
            server.sock.settimeout(DATA_TIMEOUT)
        server.send(body)
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        where = {"host": settings.smtp_host}
        sentence = _("%(host)s hung up before it said whether it took the mail.") % where
        raise OutcomeUnknown(sentence) from error
    _expect(answer, {250})


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _quit(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
