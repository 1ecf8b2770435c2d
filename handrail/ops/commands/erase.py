"""Erase the customer with an address from everywhere; without --yes it only says what that would reach.

Backups made before are not touched: see docs/erasing.md.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

if TYPE_CHECKING:
    from handrail.customers.models import Customer

NEEDS = Needs.TABLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom, and whether really."""
    parser.add_argument("address", help="an address of the customer, or their number with # before it")
    parser.add_argument("--yes", action="store_true", help="erase; without it nothing is changed")


def run(args: argparse.Namespace) -> int:
    """Print what is reached, and with --yes erase it now."""
    from handrail.customers.erasing import begin_erasure, preview, run_erasure

    customer = _customer(args.address)
    counts = preview(customer)
    for kind, count in counts.items():
        if count:
            print(f"{count:>8}  {kind}")  # noqa: T201
    if not args.yes:
        print(f"Nothing was changed. Add --yes to erase customer #{customer.pk} for good.")  # noqa: T201
        return 0
    erasure = begin_erasure(customer, by=None)
    run_erasure(erasure.pk)
    print(f"Customer #{customer.pk} is erased. Backups made before still hold what was there.")  # noqa: T201
    return 0


def _customer(text: str) -> Customer:
    from handrail.customers.models import Customer as Known
    from handrail.customers.verbs import find_customer

    number = text.removeprefix("#")
    found = (
        Known.objects.known().filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else find_customer(text)
    )
    if found is None:
        raise RefusedError(f"There is no customer with the address or number {text}.")
    return found
