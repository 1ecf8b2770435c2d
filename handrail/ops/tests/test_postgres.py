"""The embedded server alone: where it lives, when it starts, and that it never stays behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from handrail.core.database import socket_folder
from handrail.core.environment import read_environment
from handrail.ops.postgres import AlreadyRunningError, Postgres, PostgresError
from handrail.ops.tests.program import until


def server_of(home: Path) -> Postgres:
    return Postgres(home, socket_folder(read_environment({"HANDRAIL_HOME": str(home)})), durable=False)


def ask(server: Postgres, question: str) -> object:
    with psycopg.connect(host=str(server.socket), user="handrail", dbname="handrail") as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def has_ended(pid: int) -> bool:
    """Gone, or dead and waiting for the system's first process to take note of it."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgres") / "home"


@pytest.fixture
def server(home: Path) -> Iterator[Postgres]:
    server = server_of(home)
    server.start()
    yield server
    server.stop()


def test_stopped_server_leaves_nothing(server: Postgres) -> None:
    pid = server.pid
    assert pid is not None
    server.stop()
    assert has_ended(pid)
    assert not server.socket.exists()
    assert server.pid is None


def test_data_outlives_a_stop(home: Path, server: Postgres) -> None:
    ask(server, "SELECT set_config('x.y', 'z', false)")
    with psycopg.connect(host=str(server.socket), user="handrail", dbname="handrail") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('Lamp')")
    server.stop()
    server.start()
    assert ask(server, "SELECT word FROM kept LIMIT 1") == "Lamp"


def test_letters_of_every_script_are_letters(server: Postgres) -> None:
    assert ask(server, "SELECT similarity('привет', 'превет') > 0.3")
    assert ask(server, "SELECT lower('ÉŞПΣ')") == "éşпσ"
    assert ask(server, "SELECT unaccent('Hôtel ştiri')") == "Hotel stiri"


def test_only_its_owner_may_enter_the_socket_folder(server: Postgres) -> None:
    assert server.socket.stat().st_mode & 0o777 == 0o700
    assert ask(server, "SELECT current_setting('listen_addresses')") == ""


def test_second_server_of_one_home_is_refused(home: Path, server: Postgres) -> None:
    with pytest.raises(AlreadyRunningError, match="Another process"):
        server_of(home).start()
    assert ask(server, "SELECT 1") == 1


def test_killed_server_starts_again(server: Postgres) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: not server.is_alive())
    server.start()
    assert ask(server, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["with a space", "deep/" + "/".join(["a-folder-with-a-long-name"] * 6)])
def test_home_may_be_anywhere(tmp_path: Path, name: str) -> None:
    server = server_of(tmp_path / name)
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()


def test_data_of_another_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 15"):
        server_of(tmp_path).start()
    assert (data / "PG_VERSION").read_text() == "15\n"


def test_start_cut_short_leaves_no_half_database(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    server = server_of(tmp_path)
    server.start()
    server.stop()
    assert not unfinished.exists()


def test_folder_of_somebody_else_is_not_used_as_socket(tmp_path: Path) -> None:
    server = server_of(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    server.socket.symlink_to(tmp_path / "elsewhere")
    try:
        with pytest.raises(PostgresError, match="belongs to somebody else"):
            server.start()
    finally:
        server.socket.unlink()


def test_server_ends_when_its_starter_is_killed(home: Path) -> None:
    socket = server_of(home).socket
    code = (
        "import sys, time; from pathlib import Path; from handrail.ops.postgres import Postgres\n"
        "server = Postgres(Path(sys.argv[1]), Path(sys.argv[2]), durable=False); server.start()\n"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", code, str(home), str(socket)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.kill()
    # Started at once, while the old one is still ending: the new one waits for it.
    again = server_of(home)
    again.start()
    again.stop()
    assert has_ended(pid)
