"""What goes wrong with a mail server, in sentences that tell what to do; and the one gate to hosts."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")


class MailboxProblem(Exception):
    """A server cannot be used now. `step` says where it failed, `sentence` what to do about it."""

    def __init__(self, step: str, sentence: str) -> None:
        sentence = sentence.replace("\x00", "")  # a server's own words may hold one; no table takes it
        super().__init__(sentence)
        self.step = step
        self.sentence = sentence


class SignInRefused(MailboxProblem):
    """The server said no to the user name, the password or the token."""


def with_renewed(sign_in: Callable[[str], T], token: str, renew: Callable[[str], str]) -> T:
    """Sign in with this token; one that is refused before its time is renewed once.

    `renew` gets the refused one and gives another, or "" for none. Raises what `sign_in` raises.
    """
    try:
        return sign_in(token)
    except SignInRefused:
        if not token or not (another := renew(token)):
            raise
        return sign_in(another)


def allowed_host(host: str) -> bool:
    """May we connect to this host? Admins set them, so by default yes, machines of the own network too."""
    return bool(host.strip())


def tls_context(host: str) -> ssl.SSLContext:
    """Certificates are checked; only a server on this very machine may show one of its own making."""
    context = ssl.create_default_context()
    if host in {"localhost", "127.0.0.1", "::1"}:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def refused_password() -> str:
    """What to do when a server refuses a password; names %(host)s and the server's %(answer)s."""
    return _("%(host)s refused the user name or password (%(answer)s). Often an app password is needed.")


def refused_token() -> str:
    """What to do when a server refuses an OAuth token."""
    return _(
        "%(host)s refused the sign-in (%(answer)s). Is IMAP and SMTP allowed for this mailbox, and the "
        "user name its own? Otherwise press “Connect again”."
    )


@contextmanager
def explained(step: str, host: str, port: int) -> Iterator[None]:
    """Turn whatever a connection throws into a MailboxProblem."""
    try:
        yield
    except MailboxProblem:
        raise
    except OSError as error:
        raise MailboxProblem(step, sentence_of(error, host, port)) from error


def sentence_of(error: OSError, host: str, port: int) -> str:
    """What broke, and what to do about it."""
    where = {"host": host, "port": port, "error": str(error)}
    if isinstance(error, socket.gaierror):
        return _("No server named %(host)s was found. Check how the name is spelled.") % where
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The certificate of %(host)s is not valid: %(error)s. Check the server's name.") % where
    if isinstance(error, ssl.SSLError):
        return (
            _("%(host)s does not speak TLS on port %(port)s. Try another port or STARTTLS (%(error)s).")
            % where
        )
    if isinstance(error, ConnectionRefusedError):
        return _("%(host)s refuses connections on port %(port)s. Check the port number.") % where
    if isinstance(error, TimeoutError):
        return _("%(host)s did not answer on port %(port)s in time. Check the port and the firewall.") % where
    return _("The connection to %(host)s, port %(port)s, broke: %(error)s.") % where
