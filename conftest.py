"""The tests' own database: one throw-away PostgreSQL for the whole run, unless DATABASE_URL names one.

This file is the first that pytest loads, so it sets the environment and then sets up Django, whose settings
are read from it. With pytest-xdist the controller starts the server; the workers inherit its address and make
a database each, as a copy of the one whose tables have been made already (`tests.made`).
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from handrail.core import remembered
from handrail.core.database import NAME, socket_folder
from handrail.core.environment import SETTINGS, read_environment
from handrail.ops.postgres import Postgres
from tests.emptying import remember_first_rows
from tests.made import TEMPLATE, give_tables

# Begun last, they would keep everybody waiting.
LONGEST = (
    *("test_kills.py", "test_full_disk.py", "test_many_jobs.py", "test_up.py", "test_backup_hot.py"),
    *("test_access_by_role.py", "test_backup.py", "test_accessibility.py", "test_phone.py"),
    *("test_help_on_a_phone.py", "test_two_handrails.py", "test_presence.py", "test_desk_chats.py"),
    *("test_order.py", "test_two_nodes.py", "test_outgoing.py", "test_writing.py", "test_widget.py"),
    *("test_answering.py", "test_hostile_words.py", "test_dialogues.py", "test_sample_loading.py"),
)
# Where `make test` looks for journeys and faults (Makefile); elsewhere nobody would run them.
WITH_FAULTS = ("tests/journeys/", "tests/faults/", "handrail/ops/tests/")
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_server = pytest.StashKey[Postgres]()

os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.settings"
if not _IS_WORKER:
    for setting in SETTINGS:
        if setting.name != "DATABASE_URL":
            os.environ.pop(setting.name, None)
    os.environ["HANDRAIL_HOME"] = tempfile.mkdtemp(prefix="handrail-test-")
django.setup()
# No collected files, and no second of hashing for each of the cast.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
remembered.SECONDS = 3600.0  # until a test says that it is forgotten, however long a busy machine takes
if template := os.environ.get(TEMPLATE, "" if os.environ.get("DATABASE_URL") else NAME):
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template

pytest_plugins = ["tests.cast"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the throw-away server, once for the whole run."""
    if _IS_WORKER or os.environ.get("DATABASE_URL"):
        return
    env = read_environment()
    give_tables(env.home)
    server = Postgres(env.home, socket_folder(env), durable=False)
    server.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that pytest tidies up, as after Ctrl-C
    config.stash[_server] = server


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tests' database is there, and what it begins with is known."""
    with django_db_blocker.unblock():
        remember_first_rows()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin first, and mark the tests that ask the database.

    Faults come before journeys: between two of those a Handrail would be started anew.
    """
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(
        key=lambda item: (not item.get_closest_marker("faults"), place.get(item.path.name, len(place)))
    )
    for item in items:
        if item.get_closest_marker("faults") and not item.nodeid.startswith(WITH_FAULTS):
            raise pytest.UsageError(f"{item.nodeid}: faults stand in {', '.join(WITH_FAULTS)}")
        fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what the run kept."""
    if _IS_WORKER:
        return
    if (server := config.stash.get(_server, None)) is not None:
        server.stop(patience=5)
    shutil.rmtree(Path(os.environ["HANDRAIL_HOME"]), ignore_errors=True)
