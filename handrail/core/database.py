"""Where the database is: the embedded one beside our files, or the server DATABASE_URL names."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from handrail.core.environment import Environment

NAME = "handrail"


def is_embedded(env: Environment) -> bool:
    """Whether Handrail runs its own PostgreSQL."""
    return not env.text("DATABASE_URL")


def socket_folder(env: Environment) -> Path:
    """Folder of the embedded server's socket.

    A socket's path is limited to 107 bytes, so it cannot lie inside a deep HANDRAIL_HOME; and a service and
    a login shell must find the same one, so it cannot follow XDG_RUNTIME_DIR.
    """
    digest = hashlib.sha256(str(env.home).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"handrail-{digest}-{os.getuid()}"


def django_database(env: Environment) -> dict[str, Any]:
    """The `default` entry of Django's DATABASES."""
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    if is_embedded(env):
        return common | {
            "NAME": NAME,
            "USER": NAME,
            "HOST": str(socket_folder(env)),
            "OPTIONS": {"connect_timeout": 5},
        }
    url = urlsplit(env.text("DATABASE_URL"))
    query = dict(parse_qsl(url.query))
    return common | {
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {"connect_timeout": 5} | query,
    }
