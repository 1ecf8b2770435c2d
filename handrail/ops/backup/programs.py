"""Which `pg_dump` and `pg_restore` do the work, and how they reach the database."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from psycopg.conninfo import make_conninfo

from handrail.core.database import django_database, is_embedded
from handrail.core.environment import Environment
from handrail.ops.errors import RefusedError
from handrail.ops.postgres import programs

_MAY_DO_WITHOUT_TLS = ("", "prefer", "allow", "disable")


@dataclass(frozen=True)
class Reach:
    """How libpq finds the database; the password stays out of the command line, which everybody can read."""

    words: dict[str, str]
    password: str

    @property
    def conninfo(self) -> str:
        """For `--dbname`."""
        return make_conninfo(**self.words)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a program that uses it; its messages are in English, for we read them."""
        return os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": self.password} if self.password else {})

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of our own, in autocommit."""
        return psycopg.connect(self.conninfo, password=self.password or None, autocommit=True)

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """The same inside a block; raises `RefusedError` when the server fails us there."""
        try:
            with self.connect() as connection:
                yield connection
        except (psycopg.OperationalError, OperationalError, InterfaceError) as error:
            says = str(error).strip().splitlines() or [type(error).__name__]
            raise RefusedError(f"The database failed: {says[0]}.") from error


def reach(env: Environment) -> Reach:
    """The database of these settings."""
    to = django_database(env)
    words = {"dbname": to["NAME"], "user": to["USER"], "host": to["HOST"], "port": to.get("PORT", "")}
    words |= {name: str(value) for name, value in to["OPTIONS"].items()}
    password = words.pop("password", "") or to.get("PASSWORD", "")
    return Reach({name: value for name, value in words.items() if value}, password)


def choose(name: str, env: Environment, connection: psycopg.Connection[Any], *, at_least: int = 0) -> Path:
    """The program `pg_dump` or `pg_restore` for the server of `connection`.

    That of our wheel, unless the connection needs TLS, which it does not know, or a newer version than ours:
    the main version `at_least`, and for `pg_dump` the server's. Then the one on PATH. Raises `RefusedError`
    that says what to install.
    """
    ours = int(programs.major_version())
    needed = max(at_least, connection.info.server_version // 10_000 if name == "pg_dump" else 0)
    if needed <= ours and not (has_tls := _needs_tls(env, connection)):
        return programs.folder() / name
    why = (
        "the server asks for TLS" if needed <= ours and has_tls else f"PostgreSQL {needed} is newer than ours"
    )
    found = shutil.which(name)
    if found is None or (version := main_version(Path(found))) < needed:
        has = f"the one on PATH is {version}" if found else "there is none on PATH"
        raise RefusedError(
            f"This needs PostgreSQL's own {name}, version {needed or ours} or newer ({why}), and {has}: "
            f"install PostgreSQL's client programs (Debian: postgresql-client-{needed or ours})."
        )
    return Path(found)


def main_version(program: Path) -> int:
    """The main version of a program of PostgreSQL, for instance 18; 0 when it does not say."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True)
    found = re.search(r"\b(\d+)[.\d]*", answer.stdout)
    return int(found[1]) if found else 0


def _needs_tls(env: Environment, connection: psycopg.Connection[Any]) -> bool:
    if is_embedded(env) or not connection.pgconn.ssl_in_use:
        return False
    asked = reach(env).words.get("sslmode", os.environ.get("PGSSLMODE", ""))
    return asked not in _MAY_DO_WITHOUT_TLS or not _is_here(connection.info.hostaddr)


def _is_here(address: str) -> bool:
    """On this machine nobody listens in, so TLS that was merely preferred may be left away."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address.startswith("/") or not address
