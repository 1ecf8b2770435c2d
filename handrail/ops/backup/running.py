"""One run of `pg_dump` or `pg_restore`: ends with us, speaks in lines, fails with a sentence."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from handrail.ops.backup.programs import Reach
from handrail.ops.children import tied_to_us
from handrail.ops.errors import RefusedError

_TABLE = re.compile(r'(?:dumping contents of|processing data for) table "([^"]+)"')
_WORK = re.compile(r'pg_restore: creating ([\w ]+) "([^"]+)"')
_KEPT = 20  # lines of complaints
_PATIENCE = 5.0  # seconds


class Run:
    """A running program; `at` is the table or the thing it says it works on."""

    def __init__(self, process: subprocess.Popen[bytes], on_table: Callable[[str], None]) -> None:
        self.process = process
        self.at = ""
        self._on_table = on_table
        self._complaints: list[str] = []
        self._listener = threading.Thread(target=self._listen, name="messages", daemon=True)
        self._listener.start()

    def check(self) -> None:
        """Wait for the end, and raise `RefusedError` with what the program said unless it ended well."""
        code = self.process.wait()
        self._listener.join()
        if code:
            name = Path(str(self.process.args[0])).name  # type: ignore[index]
            says = " ".join(self._complaints[:3]) or f"it ended with code {code}"
            raise RefusedError(f"{name} failed: {says}")

    def _listen(self) -> None:
        stream = self.process.stderr
        for line in iter(stream.readline, b"") if stream else ():
            text = line.decode(errors="replace").strip()
            if found := _TABLE.search(text):
                self.at = found[1].removeprefix("public.")
                self._on_table(found[1])
            elif found := _WORK.match(text):
                self.at = f"{found[1].lower()} {found[2].removeprefix('public.')}"
            elif re.search(r"error:|FATAL|DETAIL|could not", text) and len(self._complaints) < _KEPT:
                self._complaints.append(re.sub(r"^\w+: error: ", "", text))


@contextmanager
def running(
    words: Sequence[str | Path], to: Reach, on_table: Callable[[str], None], *, stdin: bool = False
) -> Iterator[Run]:
    """The program with a pipe to read from (with `stdin`: to write to); ended if the block is left early."""
    process = subprocess.Popen(
        [*map(str, words), "--verbose", "--no-password", f"--dbname={to.conninfo}"],
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if stdin else subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=to.environment,
        process_group=0,  # Ctrl-C in the terminal reaches us, and we end it
        preexec_fn=tied_to_us(signal.SIGTERM),
    )
    run = Run(process, on_table)
    try:
        yield run
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    pipes: list[IO[bytes] | None] = [process.stdin, process.stdout]
    if process.poll() is None:
        process.terminate()  # it also asks the server to stop what it does for it
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    for pipe in pipes:
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
