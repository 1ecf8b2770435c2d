"""The data folder: made once by initdb, and refused when it is of another main version."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from handrail.ops.postgres import programs
from handrail.ops.postgres.runas import RunAs

# Plain "C" as character type would make pg_trgm and lower() blind to every letter outside ASCII.
_INITDB = (
    "--username=handrail",
    "--auth=trust",
    "--encoding=UTF8",
    "--data-checksums",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
)


class WrongVersionError(Exception):
    """The data belongs to another main version of PostgreSQL."""


def prepare(data: Path, run_as: RunAs, *, durable: bool = True) -> None:
    """Make the data folder if it is missing; raises `WrongVersionError` when it is not for these programs."""
    version = data / "PG_VERSION"
    if not version.exists():
        _create(data, run_as, durable=durable)
    if (found := version.read_text().strip()) != programs.major_version():
        raise WrongVersionError(
            f"The database in {data} was made by PostgreSQL {found}, but this Handrail brings "
            f"{programs.major_version()}: dump it with the Handrail that made it, restore it with this one."
        )


def _create(data: Path, run_as: RunAs, *, durable: bool) -> None:
    # Made under another name and renamed at the end, so that a start cut short leaves no half database.
    unfinished = data.with_name(data.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    run_as.own(unfinished)
    words = [*run_as.prefix, str(programs.folder() / "initdb"), *_INITDB, "-D", str(unfinished)]
    if not durable:
        words.append("--no-sync")
    answer = subprocess.run(words, capture_output=True, text=True)
    if answer.returncode:
        raise OSError(f"initdb could not make {data}: {answer.stderr.strip() or answer.stdout.strip()}")
    unfinished.rename(data)
