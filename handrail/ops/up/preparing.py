"""What must be done before the first page: tables, static files, sample company.

Each step runs in a child, so that the supervisor keeps neither a connection nor a thread
that a fork would copy.
"""

from __future__ import annotations

from collections.abc import Callable

import django

from handrail.ops.errors import RefusedError
from handrail.ops.up.forks import fork_and_wait


def prepare(*, migrate: bool, static: bool, sample: bool) -> None:
    """Set up Django and do the steps; raises `RefusedError` when one fails."""
    django.setup()
    from handrail.ops import migrating, unfinished

    _do(unfinished.wait_for_restore, "The database is not ready")
    if migrate:
        _do(lambda: bool(migrating.migrate()), "The migrations failed")
    else:
        _do(migrating.wait_for_migrations, "The database is not ready")
    if static:
        _do(migrating.collect_static, "The static files could not be collected")
    if sample:
        _do(_load_sample, "The sample company could not be loaded")


def _do(step: Callable[[], object], failure: str) -> None:
    if not fork_and_wait(lambda: (step(), None)[1]):
        raise RefusedError(f"{failure}: see the lines above.")


def _load_sample() -> None:
    from django.contrib.auth import get_user_model

    from handrail.ops.sample import load
    from handrail.ops.up.greeting import keep_password

    if not get_user_model().objects.exists():
        keep_password(load().password)
