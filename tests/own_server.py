"""Runs a command with DATABASE_URL set, as people do who have a PostgreSQL server of their own.

    python -m tests.own_server pytest handrail

The server is made for this run from the same programs, but is reached as theirs is: over TCP, with a
password, by a role that is no superuser and finds the extensions already there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import sql

from handrail.ops.postgres import EXTENSIONS, Postgres
from handrail.ops.tests.program import program
from tests.made import TEMPLATE
from tests.servers import own_certificate

ROLE = "tenant"


def main() -> int:
    """Start the server, make the tables, run the command, stop the server; the exit code is the command's."""
    with own_server() as url, tempfile.TemporaryDirectory(prefix="handrail-own-") as home:
        env = os.environ | {"DATABASE_URL": url}
        subprocess.run([*program(), "migrate"], env=env | {"HANDRAIL_HOME": home}, check=True)
        return subprocess.run(sys.argv[1:], env=env | {TEMPLATE: ROLE}).returncode


@contextmanager
def own_server() -> Iterator[str]:
    """The server while the block runs, as a DATABASE_URL of an empty database."""
    port, password = _free_port(), secrets.token_urlsafe(12)
    with tempfile.TemporaryDirectory(prefix="handrail-own-") as folder:
        over_tcp = {"listen_addresses": "127.0.0.1", "port": str(port)}
        server = Postgres(Path(folder), Path(folder) / "socket", durable=False, settings=over_tcp)
        server.start()
        try:
            _let_in(server, Path(folder), password)
            yield f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{ROLE}"
        finally:
            server.stop()


@contextmanager
def tls_in_front(url: str) -> Iterator[str]:
    """The same server behind a door that speaks TLS only, as a DATABASE_URL that insists on it."""
    parts = urlsplit(url)
    door = socket.create_server(("127.0.0.1", 0))
    context = own_certificate()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = door.accept()
                threading.Thread(target=_pass_on, args=(client, context, parts.port), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield url.replace(f":{parts.port}/", f":{door.getsockname()[1]}/") + "?sslmode=require"
    finally:
        door.close()


def _pass_on(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """PostgreSQL's SSLRequest, then bytes both ways."""
    with contextlib.suppress(OSError):
        if client.recv(8)[4:] != b"\x04\xd2\x16\x2f":
            client.close()
            return
        client.sendall(b"S")
        secure, server = (
            context.wrap_socket(client, server_side=True),
            socket.create_connection(("127.0.0.1", port)),
        )
        back = threading.Thread(target=_pump, args=(server, secure), daemon=True)
        back.start()
        _pump(secure, server)


def _pump(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError):
        while chunk := source.recv(65536):
            to.sendall(chunk)
    for one in (source, to):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _let_in(server: Postgres, home: Path, password: str) -> None:
    rules = home / "postgres" / "data" / "pg_hba.conf"
    rules.write_text("local all handrail trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    with server.connect("template1") as template:
        for extension in EXTENSIONS:
            template.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
    with server.connect("postgres") as admin:
        role = sql.Identifier(ROLE)
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(password))
        )
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        admin.execute("SELECT pg_reload_conf()")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
