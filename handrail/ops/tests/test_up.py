"""`handrail up` as a real process: it starts, it stops, and whatever is killed comes back."""

import contextlib
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from handrail.core.database import NAME, socket_folder
from handrail.core.environment import read_environment
from handrail.helpcenter.meaning.asking import is_answering
from handrail.ops.tests.program import Up, free_port, run, until
from tests.made import give_tables

pytestmark = pytest.mark.faults
FAMILY = 5  # the database, two web processes, the worker, the one that knows meanings


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with its tables made, in a folder with a space and longer than a socket's name may be."""
    home = tmp_path_factory.mktemp("a home") / ("long" * 25)
    give_tables(home)
    return home


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    up = Up(home)
    up.wait_until_ready()
    yield up
    if up.process.poll() is None:
        up.stop()


def test_second_start_is_quick_and_a_stop_leaves_nothing(home: Path, up: Up) -> None:
    assert len(up.family()) > 4  # supervisor, two web processes, a worker, the database
    assert up.stop() < 5
    assert up.process.returncode == 0
    again = Up(home)
    assert again.wait_until_ready() < 5
    assert again.stop(signal.SIGINT) < 5


def test_a_head_without_end_is_cut(up: Up) -> None:
    with socket.create_connection(("127.0.0.1", up.port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ")
        with pytest.raises(ConnectionError):
            send_without_end(client)
    assert up.answers()


def send_without_end(client: socket.socket) -> None:
    for _ in range(200):
        client.sendall(b"x" * 8192)
        time.sleep(0.005)


def test_killed_supervisor_takes_everything_along_and_starts_again(home: Path, up: Up) -> None:
    up.stop(signal.SIGKILL)
    again = Up(home)
    again.wait_until_ready()
    again.stop()


def test_killed_children_come_back(up: Up) -> None:
    def family() -> list[psutil.Process]:
        return list(psutil.Process(up.process.pid).children())

    until(lambda: len(family()) == FAMILY)  # the one that greets has gone
    children = family()
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):  # it may end by itself when the database is gone
            child.kill()
    psutil.wait_procs(children, timeout=10)
    until(up.answers)
    until(lambda: len(family()) == FAMILY, seconds=60)


def test_the_model_is_loaded_when_somebody_asks_and_its_death_is_mended(
    home: Path, up: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_HOME", str(home))

    def models() -> list[psutil.Process]:
        """Children of children, the database's apart: who knows meanings lets one load the model."""
        ours = psutil.Process(up.process.pid)
        below = set(ours.children(recursive=True)) - set(ours.children())
        return [one for one in below if _name(one) not in ("postgres", None)]

    until(lambda: len(psutil.Process(up.process.pid).children()) == FAMILY)
    until(lambda: not models())  # the one that greets has gone, and nobody asks anything
    assert is_answering()
    (model,) = models()
    model.kill()
    until(lambda: not models())
    until(is_answering, seconds=30)


def _name(process: psutil.Process) -> str | None:
    """None once it is gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return str(process.name())
    return None


def test_only_who_answers_listens(up: Up) -> None:
    """Who else had the socket open would let the kernel take connections that nobody accepts at the end."""

    def listens(one: psutil.Process) -> bool:
        lines = one.net_connections()
        return any(at.status == psutil.CONN_LISTEN and at.laddr.port == up.port for at in lines)

    supervisor = psutil.Process(up.process.pid)
    until(lambda: len(supervisor.children()) == FAMILY, seconds=60)
    until(lambda: sum(map(listens, supervisor.children())) == 2)  # the two web processes


def test_second_up_of_one_home_says_who_runs(home: Path, up: Up) -> None:
    refused = run(home, "up", PORT=str(free_port()))
    assert refused.returncode == 2
    assert f"process {up.process.pid}" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_port_in_use_is_one_sentence(tmp_path: Path, up: Up) -> None:
    refused = run(tmp_path, "up", PORT=str(up.port))
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"handrail: PORT: {up.port}")
    assert len(refused.stderr.splitlines()) == 1


def test_commands_use_the_running_database(home: Path, up: Up) -> None:
    until(lambda: "ok    worker" in run(home, "doctor").stdout)
    assert run(home, "migrate").stdout == "The database is up to date.\n"
    assert up.answers()


def test_worker_and_web_run_alone_beside_a_database(home: Path) -> None:
    database, worker = Up(home, "--only", "database"), Up(home, "--only", "worker")
    web = Up(home, "--only", "web", HANDRAIL_WEB_PROCESSES="1")
    web.wait_until_ready()
    for one in (web, worker, database):
        one.stop()
        assert one.process.returncode == 0, one.log.read_text()


def test_parts_are_known_while_they_live_and_leave_with_their_rows(home: Path) -> None:
    env = read_environment({"HANDRAIL_HOME": str(home)})

    def parts() -> dict[str, int]:
        with psycopg.connect(host=str(socket_folder(env)), dbname=NAME, user=NAME) as database:
            return dict(database.execute("SELECT name, pid FROM ops_part").fetchall())

    database, web, worker = (
        Up(home, "--only", "database"),
        Up(home, "--only", "web"),
        Up(home, "--only", "worker"),
    )
    web.wait_until_ready()
    until(lambda: {*parts()} == {"web 1", "web 2", "worker"})
    before = parts()["worker"]
    psutil.Process(before).kill()
    until(lambda: parts()["worker"] != before)
    worker.stop()
    assert {*parts()} == {"web 1", "web 2"}
    web.stop()
    assert parts() == {}
    database.stop()
