"""What `handrail up` tells the person who started it."""

from __future__ import annotations

import os
from pathlib import Path

from django.contrib.auth import get_user_model

from handrail.core.environment import Environment, read_environment
from handrail.ops.sample.people import COLLEAGUES, PORTAL_GUEST


def keep_password(password: str) -> None:
    """Keep the sample colleagues' password beside the data, so that a later start can show it again."""
    handle = os.open(_kept(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(password)


def greet(env: Environment) -> None:
    """Print the address and how to sign in; asks the database."""
    lines = [f"Handrail runs at {env.url}", *_how_to_sign_in(), "Ctrl-C stops it."]
    print("\n" + "\n".join(f"  {line}" for line in lines) + "\n", flush=True)  # noqa: T201


def _how_to_sign_in() -> list[str]:
    if not get_user_model().objects.exists():
        return ["Nobody can sign in yet: add the first person with `handrail createagent`."]
    password = _kept().read_text() if _kept().exists() else ""
    agents = get_user_model().objects.filter(email__in=[one.email for one in COLLEAGUES], is_active=True)
    # All got the same password; checking one is slow enough.
    if not password or (first := agents.first()) is None or not first.check_password(password):
        return []
    known = ", ".join(f"{agent.email} ({agent.role})" for agent in agents.order_by("email"))
    return [
        f"Sign in as {known}",
        f"with the password {password}",
        "Its mailboxes send nothing: what you answer is kept at Settings, Mailboxes, Practice mail.",
        f"See /portal/ as the customer {PORTAL_GUEST}: the mail with the link is kept there too.",
    ]


def _kept() -> Path:
    return read_environment().home / "sample-password"
