"""A database with all its tables, made once by `handrail migrate` and then copied into every new home.

initdb and the migrations cost fifteen seconds of a processor, a copy a tenth of one. What was made is kept in
pytest's cache for as long as the migrations, what they import, and the packages are the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.ops.tests.program import environment, program

TEMPLATE = "HANDRAIL_TEST_TEMPLATE"  # names the database with tables on a server that DATABASE_URL names
_ROOT = Path(__file__).parents[1]
_KEPT = _ROOT / ".pytest_cache/d/made"
_OWN_IMPORT = re.compile(r"^(?:import|from) (handrail[\w.]*)", re.MULTILINE)
_ALSO = ("constraints.txt", "handrail/ops/postgres/cluster.py", "handrail/ops/postgres/server.py")


def give_tables(home: Path) -> None:
    """Let a home that does not exist yet begin with the tables of this version, and nothing else."""
    home.mkdir(parents=True, exist_ok=True)
    with _locked():
        _copy(_made(), home / "postgres")


@contextmanager
def _locked() -> Iterator[None]:
    """One at a time makes, takes away or copies."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made() -> Path:
    folder = _KEPT / _fingerprint()
    if not folder.exists():
        for old in filter(Path.is_dir, _KEPT.iterdir()):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(prefix="handrail-made-") as name:
            make = [*program(), "migrate"]
            subprocess.run(make, env=environment(Path(name)), check=True, stdout=subprocess.DEVNULL)
            unfinished = _KEPT / "unfinished"
            _copy(Path(name) / "postgres", unfinished)
            unfinished.rename(folder)
    return folder


def _copy(source: Path, to: Path) -> None:
    subprocess.run(["cp", "--archive", "--reflink=auto", source, to], check=True)


def _fingerprint() -> str:
    """Of all that decides what `handrail migrate` makes."""
    files = {_ROOT / name for name in _ALSO}
    for file in (_ROOT / "handrail").rglob("migrations/*.py"):
        files |= {file, *(_source(name) for name in _OWN_IMPORT.findall(file.read_text()))}
    told = hashlib.sha256()
    for file in sorted(files):
        told.update(f"{file.relative_to(_ROOT)}\n".encode() + file.read_bytes())
    return told.hexdigest()[:16]


def _source(module: str) -> Path:
    path = _ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
