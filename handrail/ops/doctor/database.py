"""The database: its version, its characters, its extensions, its tables."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.core.database import is_embedded
from handrail.core.environment import read_environment
from handrail.ops.database import OLDEST
from handrail.ops.django_ready import pending_migrations
from handrail.ops.doctor.findings import Finding
from handrail.ops.postgres import EXTENSIONS


def server() -> Finding:
    """A server that answers and is new enough; which, and how large the database is."""
    version, size = ask("SELECT current_setting('server_version'), pg_database_size(current_database())")
    kind = _("embedded") if is_embedded(read_environment()) else _("a server of your own")
    return Finding(
        _("database"),
        int(str(version).split(".")[0]) >= OLDEST,
        _("PostgreSQL %(version)s answers (%(kind)s), %(size)s")
        % {"version": str(version).split()[0], "kind": kind, "size": filesizeformat(size)},
        _("use PostgreSQL %(oldest)s or newer") % {"oldest": OLDEST},
    )


def characters() -> Finding:
    """Letters of every script are letters to the database: upper and lower case, similar words."""
    encoding, knows = ask(
        "SELECT pg_encoding_to_char(encoding), lower('ПŞÉ') = 'пşé'"
        " FROM pg_database WHERE datname = current_database()"
    )
    return Finding(
        _("characters"),
        encoding == "UTF8" and bool(knows),
        _("%(encoding)s, letters of every script known") % {"encoding": encoding}
        if knows
        else _("%(encoding)s, only the letters of ASCII known") % {"encoding": encoding},
        _("make it anew: CREATE DATABASE … ENCODING UTF8 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"),
    )


def extensions() -> Finding:
    """The extensions that our tables and searches use."""
    (found,) = ask("SELECT array_agg(extname::text) FROM pg_extension")
    missing = [name for name in EXTENSIONS if name not in found]
    says = _("missing: %(names)s") if missing else _("%(names)s are there")
    return Finding(
        _("extensions"),
        not missing,
        says % {"names": ", ".join(missing or EXTENSIONS)},
        _("as a superuser of this database: %(commands)s")
        % {"commands": " ".join(f"CREATE EXTENSION {name};" for name in missing)},
    )


def migrations() -> Finding:
    """Tables as this version needs them."""
    missing = len(pending_migrations())
    says = ngettext("%(count)s migration is missing", "%(count)s migrations are missing", missing)
    return Finding(
        _("migrations"),
        not missing,
        says % {"count": missing} if missing else _("all applied"),
        "handrail migrate",
    )


def ask(question: str) -> tuple[Any, ...]:
    """The one row that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
