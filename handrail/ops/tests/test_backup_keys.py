"""Which keys a restored place has, and what it says about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from handrail.core.environment import Environment, read_environment
from handrail.ops.backup.keyring import Keys, fingerprint
from handrail.ops.backup.ring import Ring
from handrail.ops.tests.test_backup_file import ABOUT

NEW, OLD = Fernet.generate_key().decode(), Fernet.generate_key().decode()
KEYS = Keys("signs", (NEW, OLD))
WANTED = replace(ABOUT, secret_key=fingerprint("signs"), vault_keys=(fingerprint(NEW), fingerprint(OLD)))


def env_of(home: Path, **more: str) -> Environment:
    return read_environment({"HANDRAIL_HOME": str(home)} | more)


def test_an_empty_home_gets_both(tmp_path: Path) -> None:
    told = Ring(env_of(tmp_path), WANTED, KEYS).put_in_place()
    assert len(told) == 2
    assert (tmp_path / "secret.key").read_text() == "signs"
    assert (tmp_path / "vault.keys").read_text().split() == [NEW, OLD]


def test_a_home_that_has_them_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("signs\n")
    (tmp_path / "vault.keys").write_text(f"{Fernet.generate_key().decode()},{OLD}\n{NEW}")
    before = (tmp_path / "vault.keys").read_text()
    assert Ring(env_of(tmp_path), WANTED, KEYS).put_in_place() == []
    assert Ring(env_of(tmp_path), WANTED, None).put_in_place() == []
    assert (tmp_path / "vault.keys").read_text() == before


def test_keys_of_the_environment_that_fit_need_no_file_to_fit(tmp_path: Path) -> None:
    env = env_of(tmp_path, HANDRAIL_SECRET_KEY="signs", HANDRAIL_VAULT_KEYS=f"{NEW},{OLD}")
    assert Ring(env, WANTED, None).put_in_place() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["", OLD], ids=["none", "the old one"])
def test_one_key_of_the_vault_is_not_enough(tmp_path: Path, there: str) -> None:
    (tmp_path / "secret.key").write_text("signs")
    (tmp_path / "vault.keys").write_text(there)
    (told,) = Ring(env_of(tmp_path), WANTED, None).put_in_place()
    assert "cannot be read" in told
    assert f"put the original's vault.keys at {tmp_path}/vault.keys" in told


def test_a_second_restore_keeps_what_the_first_put_aside(tmp_path: Path) -> None:
    for signs in ("one", "two", "three"):
        wanted = replace(WANTED, secret_key=fingerprint(signs))
        Ring(env_of(tmp_path), wanted, Keys(signs, (NEW, OLD))).put_in_place()
    names = {file.name: file.read_text() for file in tmp_path.glob("secret*")}
    assert names == {
        "secret.key": "three",
        "secret.key.before-restore": "one",
        "secret.key.before-restore-2": "two",
    }


def test_the_process_borrows_keys_and_the_home_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HANDRAIL_SECRET_KEY", "HANDRAIL_VAULT_KEYS"):
        monkeypatch.setenv(name, "")
    Ring(env_of(tmp_path), WANTED, None).lend()
    lent = read_environment()
    assert len(lent.text("HANDRAIL_SECRET_KEY")) > 40
    Fernet(lent.text("HANDRAIL_VAULT_KEYS"))
    Ring(env_of(tmp_path), WANTED, KEYS).lend()
    assert read_environment().text("HANDRAIL_SECRET_KEY") == "signs"
    assert list(tmp_path.iterdir()) == []
