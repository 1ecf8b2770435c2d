"""What the program says and how it ends."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handrail.ops.tests.program import run


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_version_needs_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "version")
    assert done.returncode == 0
    assert done.stdout.startswith("handrail ")
    assert not (tmp_path / "home").exists()


def test_help_names_every_command(tmp_path: Path) -> None:
    first_words = {line.split()[0] for line in run(tmp_path, "--help").stdout.splitlines() if line.strip()}
    names = {"up", "migrate", "sample", "createagent", "mailbox", "mail", "doctor", "version", "shell"}
    assert names <= first_words


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("PORT", "eighty", "up"),
        ("HANDRAIL_WEB_PROCESSES", "0", "migrate"),
        ("HANDRAIL_LOG_FORMAT", "xml", "doctor"),
        ("HANDRAIL_VAULT_KEYS", "short", "migrate"),
        ("HANDRAIL_BIND", "300.1.1.1", "up"),
    ],
)
def test_wrong_setting_is_named_in_one_sentence(tmp_path: Path, name: str, value: str, command: str) -> None:
    assert refusal(run(tmp_path, command, **{name: value})).startswith(f"handrail: {name}: ")


def test_home_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "HANDRAIL_HOME: the folder" in refusal(run(tmp_path / "file" / "home", "up"))


def test_database_out_of_reach_is_named(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    says = refusal(run(tmp_path, "migrate", DATABASE_URL=url))
    assert "DATABASE_URL: the database cannot be reached" in says


def test_database_alone_is_refused_when_another_server_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "up", "--only", "database", DATABASE_URL="postgresql://nobody@127.0.0.1/nothing")
    assert "DATABASE_URL names a server of your own" in refusal(done)


def test_commands_before_the_tables_say_what_to_do(tmp_path: Path) -> None:
    assert run(tmp_path, "shell", "-c", "").returncode == 0
    assert "run `handrail migrate` first" in refusal(run(tmp_path, "sample"))


@pytest.mark.parametrize("command", [["backup", "somewhere"], ["sample"], ["mailbox", "list"]])
def test_a_folder_without_handrail_is_named_and_not_made(tmp_path: Path, command: list[str]) -> None:
    assert f"There is no Handrail in {tmp_path / 'wrong'}" in refusal(run(tmp_path / "wrong", *command))
    assert run(tmp_path / "wrong", "doctor").stdout.startswith("WRONG database    There is no Handrail in")
    assert list(tmp_path.iterdir()) == []


def test_commands_at_once_share_one_database(tmp_path: Path) -> None:
    """The one that starts the server waits at its end for the others."""
    look = (
        "import time; from django.db import connection as one; one.ensure_connection(); "
        "time.sleep(1); one.close(); one.ensure_connection()"
    )
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: run(tmp_path, "shell", "-c", look), range(3)))
    assert [one.returncode for one in done] == [0, 0, 0], "\n".join(one.stderr for one in done)


def test_doctor_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    assert run(tmp_path, "shell", "-c", "").returncode == 0
    done = run(tmp_path, "doctor")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("ok    database    PostgreSQL 18") for line in lines)
    assert any(line.startswith("WRONG migrations") for line in lines)
    assert any(line.strip() == "→ handrail migrate" for line in lines)
