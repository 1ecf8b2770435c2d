"""The listening socket that all web processes share."""

from __future__ import annotations

import errno
import socket

from handrail.core.environment import Environment
from handrail.ops.errors import RefusedError


def bind(env: Environment) -> socket.socket:
    """Take HANDRAIL_BIND and PORT without answering yet; raises `RefusedError` with the setting's name."""
    host, port = env.text("HANDRAIL_BIND"), env.number("PORT")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise RefusedError(_sentence(host, port, error)) from None
    return listening


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT: {port} on {host} is in use by another program; choose another: PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"PORT: {port} is reserved for root; choose one above 1023, for instance PORT=8000."
    return (
        f"HANDRAIL_BIND: {host!r} is no address of this machine; write an IP address, for instance 127.0.0.1."
    )
