"""One run of the program `postgres`: start, wait until it takes connections, stop."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from handrail.ops.children import tied_to_us
from handrail.ops.postgres import programs
from handrail.ops.postgres.runas import RunAs

_POLL = 0.01  # seconds
_LARGEST_LOG = 5_000_000  # bytes

# For one small machine with a handful of processes. The log says what the server does and never what
# people wrote: no statements, no details, no messages of failed statements.
SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",  # after each the first touch of a page writes all of it: GIN touches many
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "track_io_timing": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class DiedError(Exception):
    """`postgres` ended by itself while it was starting; the message is the end of its log."""


class Process:
    """A running `postgres`, which the kernel ends together with us."""

    def __init__(self, data: Path, socket: Path, log: Path, run_as: RunAs, settings: dict[str, str]) -> None:
        self._pid_file = data / "postmaster.pid"
        self._log = log
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.rename(log.with_suffix(".log.old"))
        words = [*run_as.prefix, str(programs.folder() / "postgres"), "-D", str(data), "-k", str(socket)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        with log.open("ab") as output:
            self._from = output.tell()
            self._child = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                process_group=0,  # Ctrl-C in the terminal reaches us, and we end it in our own order
                preexec_fn=tied_to_us(signal.SIGINT),
            )

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._child.pid

    def poll(self) -> int | None:
        """Exit code when the server has ended, else None."""
        return self._child.poll()

    def wait_until_ready(self) -> None:
        """Return when the server takes connections; however long recovery takes. Raises `DiedError`."""
        while not self._is_ready():
            if self._child.poll() is not None:
                raise DiedError(self._last_words())
            time.sleep(_POLL)

    def stop(self, patience: float) -> None:
        """Fast shutdown; after `patience` seconds the immediate one, from which the next start recovers."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._child.poll() is None:
                self._child.send_signal(how)
            try:
                self._child.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return

    def _is_ready(self) -> bool:
        # The server writes its id in line 1 and its state in line 8 (PostgreSQL, pidfile.h). A stale or
        # half-written file has another id or fewer lines.
        try:
            lines = self._pid_file.read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._from)
            return log.read()[-2000:].decode(errors="replace").strip()
