"""A small installation beside the large one, in a process of its own: what grows with size shows at once.

`python -m bench.beside SIZE` tells its port, cookies and addresses in a line of JSON; for each line "mail" on
its standard input it measures the mail door and tells the rates; with the end of its input it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import django

from bench.browser import Browser
from bench.installation import ROOT, installation

if TYPE_CHECKING:
    from bench.scene import Addresses


Process = subprocess.Popen[str]


@dataclass
class Beside:
    """The small installation as the bench sees it, loaded."""

    size: int
    _process: Process
    browser: Browser
    addresses: Addresses

    def mail(self) -> dict[str, float]:
        """Mails per second through its door, by way."""
        assert self._process.stdin is not None
        print("mail", file=self._process.stdin, flush=True)
        told: dict[str, float] = _line(self._process)
        return told


@contextmanager
def loading(size: int) -> Iterator[Process]:
    """The process, which loads while others do; give it to `ready` later."""
    command = [sys.executable, "-m", "bench.beside", str(size)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)


def ready(size: int, process: Process) -> Beside:
    """Wait until it is loaded."""
    from bench.scene import Addresses  # models, which need Django to be set up

    told = _line(process)
    return Beside(size, process, Browser(told["port"], told["cookies"]), Addresses(**told["addresses"]))


def _line(process: Process) -> Any:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):  # what others print is not for us
            return json.loads(line)
    raise RuntimeError("the small installation has ended")


def main() -> int:
    """Be the small installation."""
    with installation() as house:
        django.setup()
        from bench import intake, scene

        what = scene.build(int(sys.argv[1]), house.port)
        about = {"port": house.port, "cookies": what.browser.cookies, "addresses": asdict(what.addresses)}
        print(json.dumps(about), flush=True)
        for number, _line in enumerate(sys.stdin):
            print(json.dumps(intake.rates(f"small-{number}")), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
