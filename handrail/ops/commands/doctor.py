"""Look at everything Handrail needs and say how to mend what is wrong; exit code 1 if something is."""

import argparse

from handrail.ops.commands import Needs

NEEDS = Needs.NOTHING
_MARKS = {"fine": "ok", "plain": "-", "risk": "note", "late": "WRONG"}


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Print one line per finding, and how to mend it."""
    from handrail.core.environment import read_environment
    from handrail.ops.django_ready import prepared
    from handrail.ops.doctor.findings import Finding
    from handrail.ops.errors import RefusedError

    try:
        with prepared(read_environment(), tables=False):
            from handrail.ops.doctor.examining import examine

            found = examine()
    except RefusedError as error:
        found = [Finding("database", False, str(error))]
    for one in found:
        print(f"{_MARKS[one.kind]:<5} {one.name:<11} {one.says}")  # noqa: T201
        if one.mend and one.kind in ("risk", "late"):
            print(f"{'':17} → {one.mend}")  # noqa: T201
    return 0 if all(one.is_well for one in found) else 1
