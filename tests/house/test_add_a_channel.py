"""`docs/add-a-channel.md` can be followed: its diff applies to a copy of the tree; its test passes there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```diff\n(.*?)```", re.S)
NEEDED = ("handrail", "tests", "conftest.py", "pyproject.toml")


def copy_of_the_tree(to: Path) -> None:
    left = shutil.ignore_patterns("__pycache__", "build", "*.pyc", "*.map")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=left)
        else:
            shutil.copy(ROOT / name, to / name)


def database() -> str:
    """The database that this run has made already, by the name it has without `test_`."""
    told = connection.settings_dict
    name = str(told["NAME"]).removeprefix("test_")
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    if str(told["HOST"]).startswith("/"):
        return f"postgresql://{told['USER']}{secret}@/{name}?host={told['HOST']}"
    return f"postgresql://{told['USER']}{secret}@{told['HOST']}{port}/{name}"


@pytest.mark.django_db
def test_a_channel_is_added_as_the_page_says(tmp_path: Path) -> None:
    copy_of_the_tree(tmp_path)
    diff = "".join(BLOCK.findall((ROOT / "docs/add-a-channel.md").read_text()))
    assert diff.count("+++ b/") >= 7
    done = subprocess.run(
        ["git", "apply", "--verbose", "-"], input=diff, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--reuse-db",
            "-p",
            "no:cacheprovider",
            "handrail/channels/guestbook",
        ],
        cwd=tmp_path,
        env=kept | {"DATABASE_URL": database(), "PYTHONPATH": str(tmp_path), "GIT_CEILING_DIRECTORIES": "/"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "2 passed" in told.stdout
