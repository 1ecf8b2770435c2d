"""The commands of the program `handrail`: each module here is one.

Its name is the command, its docstring the help; it has `NEEDS`, `add_arguments(parser)` and `run(args)`.
Modules are imported at every start: import Django and our rooms inside `run`.
"""

from __future__ import annotations

import argparse
import pkgutil
from enum import Enum, auto
from importlib import import_module
from typing import Protocol, cast


class Needs(Enum):
    """What must be there before a command runs."""

    NOTHING = auto()
    ANY_DATABASE = auto()  # a server that answers, and Django; an embedded one is made if there is none
    DATABASE = auto()  # as well, in a folder where Handrail has been started before
    TABLES = auto()  # as well, with every migration applied


class Command(Protocol):
    """A module of this package."""

    NEEDS: Needs
    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it, and return the program's exit code."""


def commands() -> dict[str, Command]:
    """Every command by its name, in the order of the alphabet."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast(Command, import_module(f"{__name__}.{name}")) for name in names}
