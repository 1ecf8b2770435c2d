"""Backups of a real Handrail, brought back into other places: all of it, once, or nothing."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from handrail.core.environment import read_environment
from handrail.ops.backup.manifest import read_manifest
from handrail.ops.backup.programs import reach
from handrail.ops.backup.reading import opened
from handrail.ops.backup.writing import DUMP, MANIFEST, new_backup
from handrail.ops.database import database
from handrail.ops.home import Claim
from handrail.ops.tests.backups import ask, contents, done, looking, make_original, refused, structure
from handrail.ops.tests.program import environment, free_port, program, run, until
from tests.own_server import own_server, tls_in_front

MOVED = {"core_auditentry"}  # each place notes its own backups and restores
STUCK = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
FILLED = "SELECT to_regclass('django_migrations') IS NOT NULL"
UNSEAL = "from handrail.channels.email.models import Connection; print(Connection.objects.get().imap_secret)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def original(folder: Path) -> Path:
    make_original(folder / "original")
    return folder / "original"


@pytest.fixture(scope="module")
def backup(folder: Path, original: Path) -> Path:
    """A backup with its keys, of a place where nothing happens."""
    done(original, "backup", str(folder / "backup"), "--with-keys", "--quiet")
    return folder / "backup"


@pytest.fixture(scope="module")
def keyless(folder: Path, original: Path) -> Path:
    told = done(original, "backup", str(folder / "keyless"))
    assert f"Keep {original}/secret.key and {original}/vault.keys apart" in told
    return folder / "keyless"


@pytest.fixture(scope="module")
def rows(original: Path, backup: Path, keyless: Path) -> dict[str, str]:
    """What the original holds."""
    return contents(original)


@pytest.fixture(scope="module")
def rules(original: Path) -> list[tuple[str, str, str]]:
    """What the original's database holds to."""
    return structure(original)


@pytest.fixture(scope="module")
def copy(folder: Path, backup: Path) -> Path:
    told = done(folder / "copy", "restore", str(backup))
    assert f"{folder}/copy/secret.key is the backup's." in told
    return folder / "copy"


def moved(rows: dict[str, str], home: Path) -> set[str]:
    """The tables that are not the same there; raises when there are others."""
    found = contents(home)
    assert found.keys() == rows.keys()
    return {name for name in rows if rows[name] != found[name]}


def test_every_row_and_every_rule_comes_back(
    rows: dict[str, str], rules: list[tuple[str, str, str]], copy: Path
) -> None:
    assert len(rows) > 30
    assert len(rules) > 500
    assert moved(rows, copy) == MOVED
    assert structure(copy) == rules


def test_mails_come_back_to_the_byte(original: Path, copy: Path) -> None:
    mails = (
        "SELECT mail.path, b.data FROM email_incomingmail mail JOIN core_blobbytes b ON b.blob_id = raw_id"
    )
    found = {Path(path).name: bytes(data) for path, data in ask(copy, mails)}
    files = {file.name: file.read_bytes() for file in original.with_name("original-mails").iterdir()}
    assert len(found) == 8
    assert found == files


def test_the_keys_come_back_closed_to_others_and_open_what_they_sealed(original: Path, copy: Path) -> None:
    for name in ("secret.key", "vault.keys"):
        assert (copy / name).read_text() == (original / name).read_text()
        assert stat.S_IMODE((copy / name).stat().st_mode) == 0o600
    assert done(copy, "shell", "-c", UNSEAL).strip() == "fetch me"


def test_the_file_says_what_it_is_and_holds_no_key_unasked(
    original: Path, backup: Path, keyless: Path
) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    about = read_manifest(zipfile.ZipFile(keyless).read(MANIFEST))
    assert about.rows["public.email_incomingmail"] == 8
    assert not about.keys_inside
    assert zipfile.ZipFile(keyless).namelist() == [MANIFEST, DUMP]
    secret = (original / "secret.key").read_bytes()
    assert secret not in keyless.read_bytes()
    assert secret in backup.read_bytes()


def test_backups_and_restores_are_audited(original: Path, copy: Path, backup: Path, keyless: Path) -> None:
    noted = ask(original, "SELECT data->>'with_keys' FROM core_auditentry WHERE action = 'backup made'")
    assert sorted(noted) == [("false",), ("true",)]
    about = read_manifest(zipfile.ZipFile(backup).read(MANIFEST))
    assert ask(copy, "SELECT data->>'id' FROM core_auditentry WHERE action = 'backup restored'") == [
        (about.id,)
    ]


def test_numbers_of_entries_go_on_far_away(original: Path, copy: Path) -> None:
    """A Message-ID is made of the entry's number: replies after the backup may have used the next ones."""
    question = "SELECT nextval(pg_get_serial_sequence('conversations_entry', 'id'))"
    assert ask(copy, question)[0][0] > ask(original, question)[0][0] + 500_000


def test_a_place_that_is_not_empty_is_refused(copy: Path, backup: Path) -> None:
    before = contents(copy)
    assert "The database is not empty" in refused(copy, "restore", str(backup))
    assert contents(copy) == before


def test_a_place_where_handrail_runs_is_refused(folder: Path, backup: Path) -> None:
    home = folder / "busy"
    home.mkdir()
    claim = Claim(home, "worker")
    try:
        assert "Handrail already runs" in refused(home, "restore", str(backup))
    finally:
        claim.release()


def test_a_database_that_others_use_is_refused(folder: Path, backup: Path) -> None:
    home = folder / "used"
    with looking(home):
        assert "Another process uses this database" in refused(home, "restore", str(backup))
    assert contents(home) == {}


@pytest.mark.parametrize("wrong", ["cut", "changed", "other", "missing", "newer format", "newer tables"])
def test_a_file_that_cannot_be_trusted_changes_nothing(folder: Path, backup: Path, wrong: str) -> None:
    file, home = folder / wrong, folder / f"home of {wrong}"
    whole = backup.read_bytes()
    middle = len(whole) // 2
    if wrong == "cut":
        file.write_bytes(whole[:-1000])
    elif wrong == "changed":
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    elif wrong == "other":
        with zipfile.ZipFile(file, "w") as other:
            other.writestr("holiday.jpg", b"blue")
    elif wrong != "missing":
        _altered(backup, file, wrong)
    says = refused(home, "restore", str(file))
    assert any(words in says for words in ("is no backup", "is damaged", "cannot be read", "newer")), says
    assert not home.exists()


def _altered(backup: Path, file: Path, how: str) -> None:
    with opened(backup, lambda done, of: None) as one, new_backup(file) as writer:
        about = one.manifest
        if how == "newer format":
            about = replace(about, format=about.format + 1)
        elif how == "newer tables":
            about = replace(about, migrations=(*about.migrations, "core.0099_far_away"))
        elif how == "other rows":
            about = replace(about, rows=dict(about.rows) | {"public.core_blob": 4711})
        writer.add(MANIFEST, [about.as_json()])
        writer.add(DUMP, [one.dump.read()] if how != "half a dump" else [one.dump.read()[:30_000]])


def test_a_dump_that_cannot_be_read_back_leaves_an_empty_place(folder: Path, backup: Path) -> None:
    file, home = folder / "half", folder / "home of half"
    _altered(backup, file, "half a dump")
    assert "pg_restore failed" in refused(home, "restore", str(file))
    assert contents(home) == {}
    done(home, "restore", str(backup))


def test_rows_that_are_missing_are_noticed(folder: Path, backup: Path) -> None:
    file, home = folder / "rows", folder / "home of rows"
    _altered(backup, file, "other rows")
    assert "core_blob has" in refused(home, "restore", str(file))
    assert "cut short" in refused(home, "mailbox", "list")


def test_without_its_keys_a_place_says_what_does_not_work(
    folder: Path, original: Path, keyless: Path
) -> None:
    home = folder / "locked"
    told = done(home, "restore", str(keyless))
    assert "everybody signs in anew" in told
    assert f"put the original's vault.keys at {home}/vault.keys" in told
    assert not (home / "secret.key").exists()
    for name in ("secret.key", "vault.keys"):
        (home / name).write_text((original / name).read_text())
    assert done(home, "shell", "-c", UNSEAL).strip() == "fetch me"


def test_keys_that_guard_nothing_give_way_and_are_kept(folder: Path, original: Path, backup: Path) -> None:
    home = folder / "fresh"
    assert run(home, "shell", "-c", "").returncode == 0  # it has made keys, and no tables
    old = (home / "secret.key").read_text()
    told = done(home, "restore", str(backup))
    assert "the one that was there is now secret.key.before-restore" in told
    assert (home / "secret.key").read_text() == (original / "secret.key").read_text()
    assert (home / "secret.key.before-restore").read_text() == old


def test_keys_of_the_environment_that_do_not_fit_are_named(folder: Path, backup: Path) -> None:
    told = done(folder / "set", "restore", str(backup), HANDRAIL_SECRET_KEY="another one")
    assert f"unset HANDRAIL_SECRET_KEY: the right one lies in {folder}/set/secret.key" in told
    assert "passwords were sealed" not in told


def test_a_server_of_ones_own_takes_it_and_gives_it_back(
    folder: Path, backup: Path, rows: dict[str, str], rules: list[tuple[str, str, str]]
) -> None:
    """By a role that is no superuser, from the embedded server and back into another one."""
    home, file = folder / "tenant", folder / "of the tenant"
    with own_server() as url:
        done(home, "restore", str(backup), DATABASE_URL=url)
        assert structure(home, DATABASE_URL=url) == rules
        done(home, "backup", str(file), "--with-keys", DATABASE_URL=url)
        assert "not empty" in refused(home, "restore", str(file), DATABASE_URL=url)
    done(folder / "back", "restore", str(file))
    assert moved(rows, folder / "back") == MOVED
    assert structure(folder / "back") == rules


def test_a_server_that_asks_for_tls_asks_for_its_programs(folder: Path, backup: Path) -> None:
    """The wheel's programs know no TLS: without others the one sentence says what to install."""
    with own_server() as url, tls_in_front(url) as secure:
        done(folder / "tls", "restore", str(backup), DATABASE_URL=url)
        done(folder / "tls", "mailbox", "list", DATABASE_URL=secure)
        nothing = folder / "no programs"
        nothing.mkdir()
        says = refused(
            folder / "tls", "backup", str(folder / "tls.b"), DATABASE_URL=secure, PATH=str(nothing)
        )
        assert "pg_dump, version 18 or newer (the server asks for TLS), and there is none on PATH" in says
        assert "install PostgreSQL's client programs" in says
        assert list(folder.glob("tls.b*")) == []
        done(folder / "tls", "backup", str(folder / "tls.b"), DATABASE_URL=url)


def test_an_older_backup_is_brought_up_to_this_version(folder: Path, copy: Path) -> None:
    back = (
        "from django.core.management import call_command; call_command('migrate', 'mfa', '0002', verbosity=0)"
    )
    done(copy, "shell", "-c", back)
    done(copy, "backup", str(folder / "old"))
    done(copy, "migrate")
    assert "1 migrations of this version were applied" in done(folder / "new", "restore", str(folder / "old"))
    assert contents(folder / "new").keys() == contents(copy).keys()


def test_nothing_to_back_up_is_said(folder: Path) -> None:
    assert run(folder / "void", "shell", "-c", "").returncode == 0
    assert "There is nothing to back up" in refused(folder / "void", "backup", str(folder / "nothing"))
    assert not (folder / "nothing").exists()


@contextmanager
def stuck_half_way(home: Path) -> Iterator[None]:
    """A place where a restore waits at one of its last tables: somebody else is making one of that name."""
    env = read_environment({"HANDRAIL_HOME": str(home)})
    with database(env):
        with reach(env).connect() as admin:
            admin.execute("CREATE ROLE other SUPERUSER LOGIN")
        with psycopg.connect(make_conninfo(reach(env).conninfo, user="other")) as other:
            other.execute("CREATE TABLE procrastinate_workers ()")
            yield
            other.rollback()


def is_stuck(home: Path) -> bool:
    with reach(read_environment({"HANDRAIL_HOME": str(home)})).connect() as connection:
        return connection.execute(STUCK).fetchone() == (True,)


def has_tables(home: Path) -> bool:
    try:
        with reach(read_environment({"HANDRAIL_HOME": str(home)})).connect() as connection:
            return connection.execute(FILLED).fetchone() == (True,)
    except psycopg.Error:
        return False


@pytest.mark.faults
class TestKilled:
    """Restores that are cut short, before and after their rows are there."""

    def start(self, home: Path, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*program(), "restore", *arguments], env=environment(home))

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
    def test_half_way_it_leaves_an_empty_place(
        self, folder: Path, rows: dict[str, str], backup: Path, how: signal.Signals
    ) -> None:
        home = folder / f"half way {how}"
        with stuck_half_way(home):
            process = self.start(home, str(backup))
            until(partial(is_stuck, home))
            process.send_signal(how)
            assert process.wait(20) == (-how if how == signal.SIGKILL else 130)
            until(lambda: not is_stuck(home))
        left = {"handrail_unfinished_restore"} if how == signal.SIGKILL else set()
        assert contents(home).keys() == left
        assert not (home / "secret.key").exists()
        done(home, "restore", str(backup))
        assert moved(rows, home) == MOVED

    def test_before_its_last_step_nothing_starts_until_it_is_repeated(
        self, folder: Path, rows: dict[str, str], backup: Path, keyless: Path
    ) -> None:
        home = self.killed_late(folder, backup)
        for command in (["mailbox", "list"], ["backup", str(folder / "of nothing")], ["migrate"]):
            assert "cut short" in refused(home, *command)
        assert "cut short" in run(home, "doctor").stdout
        up = run(home, "up", PORT=str(free_port()))
        assert up.returncode == 2
        assert "cut short" in up.stderr
        assert "restore of another backup" in refused(home, "restore", str(keyless))
        done(home, "restore", str(backup))
        assert done(home, "mailbox", "list").strip().endswith("paused"), "as the killed one was asked to"
        done(home, "mailbox", "resume")
        assert moved(rows, home) == MOVED

    def killed_late(self, folder: Path, backup: Path) -> Path:
        """A home whose restore was killed with all rows there; one that was too quick is tried again."""
        for attempt in range(5):
            home = folder / f"late {attempt}"
            process = self.start(home, str(backup), "--paused")
            until(lambda home=home, process=process: has_tables(home) or process.poll() is not None)  # type: ignore[misc]
            family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.kill()
            if process.wait(20):
                psutil.wait_procs(family, timeout=20)
                return home
        raise AssertionError("every restore was too quick")


def test_help_says_when_to_pause(tmp_path: Path) -> None:
    assert "beside a running original" in " ".join(run(tmp_path, "restore", "--help").stdout.split())


def test_ended_by_the_system_a_backup_leaves_no_file(folder: Path, original: Path) -> None:
    with looking(original) as connection, connection.transaction():
        connection.execute("LOCK TABLE core_blob IN ACCESS EXCLUSIVE MODE")
        for how in (signal.SIGTERM, signal.SIGINT):
            process = subprocess.Popen(
                [*program(), "backup", str(folder / "never")], env=environment(original)
            )
            until((folder / "never.part").exists)
            process.send_signal(how)
            assert process.wait(10) == 130
            assert list(folder.glob("never*")) == []


def test_keys_json_is_what_the_environment_takes(backup: Path) -> None:
    keys = json.loads(zipfile.ZipFile(backup).read("keys.json"))
    assert sorted(keys) == ["secret_key", "vault_keys"]
