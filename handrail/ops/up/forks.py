"""Child processes that share our memory: Django is loaded once and forked."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable

from handrail.ops.children import die_with_parent
from handrail.ops.errors import RefusedError
from handrail.ops.up import signals

log = logging.getLogger(__name__)


def fork(run: Callable[[], None]) -> int:
    """Run `run` in a child that dies with us, and return its process id.

    The child ends with code 0 when `run` returns. No thread and no database connection may be open here.
    """
    parent = os.getpid()
    _flush()
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.setpgid(0, 0)  # Ctrl-C in the terminal reaches the supervisor only
        die_with_parent(parent, signal.SIGKILL)
        signals.as_new_process()
        run()
        code = 0
    except RefusedError as error:
        log.error("refused", extra={"says": str(error)})
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        log.exception("died")
    finally:
        _flush()
        os._exit(code)


def _flush() -> None:
    with contextlib.suppress(OSError):  # the disk that the log lies on may be full
        sys.stdout.flush()
        sys.stderr.flush()


def fork_and_wait(run: Callable[[], None]) -> bool:
    """Run `run` in a child and return whether it went well; the child is killed if we are interrupted."""
    pid = fork(run)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
