"""A wrong setting stops the start with a sentence that names it; keys are made once."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from handrail.core.database import django_database, is_embedded, socket_folder
from handrail.core.environment import SETTINGS, ConfigurationError, read_environment
from handrail.core.keys import secret_key, vault_keys


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://host"),
        ("HANDRAIL_URL", "support.example.com"),
        ("HANDRAIL_WEB_PROCESSES", "-1"),
        ("HANDRAIL_MAX_BODY_MB", "lots"),
        ("HANDRAIL_DEBUG", "maybe"),
        ("HANDRAIL_LOG_FORMAT", "xml"),
        ("HANDRAIL_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name}: .*; write "):
        read_environment({name: value})


def test_every_default_can_be_read() -> None:
    env = read_environment({})
    assert {setting.name for setting in SETTINGS} == set(env.values)
    assert env.url == "http://127.0.0.1:8000"
    assert is_embedded(env)


def test_secrets_are_not_repeated_in_the_sentence() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_environment({"DATABASE_URL": "oracle://me:hunter2@host/name"})
    assert "hunter2" not in str(caught.value)


def test_a_database_url_is_taken_apart() -> None:
    env = read_environment({"DATABASE_URL": "postgresql://me:p%40ss@db.example:6432/desk?sslmode=require"})
    found = django_database(env)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me",
        "p@ss",
        "db.example",
        "6432",
        "desk",
    )
    assert found["OPTIONS"]["sslmode"] == "require"


def test_keys_are_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    env = read_environment({"HANDRAIL_HOME": str(tmp_path / "home")})
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(secret_key(env))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(made) == 8
    assert stat.S_IMODE((tmp_path / "home/secret.key").stat().st_mode) == 0o600
    assert vault_keys(env) == vault_keys(env)


def test_a_wrong_vault_key_is_named() -> None:
    with pytest.raises(ConfigurationError, match="HANDRAIL_VAULT_KEYS"):
        vault_keys(read_environment({"HANDRAIL_VAULT_KEYS": "short"}))


def test_a_deep_home_has_a_short_socket(tmp_path: Path) -> None:
    env = read_environment({"HANDRAIL_HOME": str(tmp_path / ("deep/" * 60))})
    assert len(str(socket_folder(env) / ".s.PGSQL.5432")) < 107
