"""Runs a command with DATABASE_URL set, as people do who have a PostgreSQL server of their own.

    python -m tests.own_server pytest handrail

The server is made for this run from the same programs, but is reached as theirs is: over TCP, with a
password, by a role that is no superuser and finds the extensions already there.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql

from handrail.ops.postgres import EXTENSIONS, Postgres

ROLE = "tenant"


def main() -> int:
    """Start the server, run the command, stop the server; the exit code is the command's."""
    with own_server() as url:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode


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
