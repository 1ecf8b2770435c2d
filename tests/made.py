"""What every new home would make for itself, made once and then copied: all tables, and all static files.

initdb and the migrations cost fifteen seconds of a processor, the compressed static files twenty-four, a copy
a tenth of one. What was made is kept in pytest's cache for as long as what it is made from is the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.ops.tests.program import environment, program

TEMPLATE = "HANDRAIL_TEST_TEMPLATE"  # names the database with tables on a server that DATABASE_URL names
_ROOT = Path(__file__).parents[1]
_KEPT = _ROOT / ".pytest_cache/d/made"
_OWN_IMPORT = re.compile(r"^(?:import|from) (handrail[\w.]*)", re.MULTILINE)
_COLLECT = "import django; django.setup(); from handrail.ops import migrating; migrating.collect_static()"
_ALSO = ("constraints.txt", "handrail/ops/postgres/cluster.py", "handrail/ops/postgres/server.py")


def give_tables(home: Path) -> None:
    """Let a home that does not exist yet begin with the tables of this version, and nothing else."""
    _give(home, "postgres", _version_of_tables(), [*program(), "migrate"])


def give_static(home: Path) -> None:
    """Let a home have the static files if it has none; `handrail up` looks whether they are right."""
    if not (home / "static").exists():
        _give(home, "static", _version_of_static(), [sys.executable, "-c", _COLLECT])


def _give(home: Path, part: str, version: str, make: list[str]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with _locked():
        _copy(_made(part, version, make), home / part)


@contextmanager
def _locked() -> Iterator[None]:
    """One at a time makes, takes away or copies."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(part: str, version: str, make: list[str]) -> Path:
    folder = _KEPT / f"{part}-{version}"
    if not folder.exists():
        for old in _KEPT.glob(f"{part}-*"):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(prefix="handrail-made-") as name:
            env = environment(Path(name), DJANGO_SETTINGS_MODULE="handrail.settings")
            subprocess.run(make, env=env, check=True, stdout=subprocess.DEVNULL)
            unfinished = _KEPT / f"{part}-unfinished"
            _copy(Path(name) / part, unfinished)
            unfinished.rename(folder)
    return folder


def _copy(source: Path, to: Path) -> None:
    subprocess.run(["cp", "--archive", "--reflink=auto", source, to], check=True)


def _version_of_tables() -> str:
    """All that decides what `handrail migrate` makes."""
    files = {_ROOT / name for name in _ALSO}
    for file in (_ROOT / "handrail").rglob("migrations/*.py"):
        files |= {file, *(_source(name) for name in _OWN_IMPORT.findall(file.read_text()))}
    told = hashlib.sha256()
    for file in sorted(files):
        told.update(f"{file.relative_to(_ROOT)}\n".encode() + file.read_bytes())
    return told.hexdigest()[:16]


def _version_of_static() -> str:
    """All that decides what is collected; as `handrail up` does, by sizes and times."""
    files = [_ROOT / "constraints.txt", _ROOT / "handrail/ui/static_files.py"]
    files += filter(Path.is_file, (_ROOT / "handrail").glob("*/static/**/*"))
    told = sorted(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _source(module: str) -> Path:
    path = _ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
