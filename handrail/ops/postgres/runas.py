"""As whom PostgreSQL runs: it refuses root, so root needs another way.

Three ways, tried in this order, none of which changes a folder above ours:

`namespace`  a user namespace in which root looks like somebody else; files stay root's, no new user.
`user`       the system user `handrail`, who can reach data and programs by himself.
`override`   the same user with the one capability that lets him pass closed folders (root's 0700 home).

The files' owner differs between the ways, so the choice is made once and kept beside the data.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

USER = "handrail"
_CAPABILITY = "+dac_override"


class NoWayError(Exception):
    """Root has no way to run PostgreSQL here; the message says what to do."""


@dataclass(frozen=True)
class RunAs:
    """A way to run PostgreSQL: words before the command, and who owns the files."""

    way: str
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def own(self, *paths: Path) -> None:
        """Give the folders and all they contain to the user that PostgreSQL runs as."""
        uid, gid = (
            (os.getuid(), os.getgid()) if self.uid is None or self.gid is None else (self.uid, self.gid)
        )
        for path in paths:
            for item in (path, *path.rglob("*")):
                os.chown(item, uid, gid, follow_symlinks=False)


def choose(folder: Path, program: Path) -> RunAs:
    """The way that was chosen for this folder before, or the first that works; raises `NoWayError`."""
    if os.getuid() != 0:
        return RunAs("self")
    kept = folder / "runs-as"
    if kept.exists():
        return _make(kept.read_text().strip())
    for way in ("namespace", "user", "override"):
        if (run_as := _try(way, folder, program)) is not None:
            kept.write_text(f"{way}\n")
            return run_as
    raise NoWayError(
        f"PostgreSQL must not run as root, and no other user can reach {folder}: put HANDRAIL_HOME into a "
        "folder that others may enter (for instance /srv/handrail), or start Handrail as a normal user."
    )


def _try(way: str, folder: Path, program: Path) -> RunAs | None:
    try:
        run_as = _make(way)
        run_as.own(folder)
        for check in ([str(program), "--version"], ["test", "-w", str(folder)]):
            done = subprocess.run([*run_as.prefix, *check], check=True, capture_output=True, timeout=10)
            if done.stderr:  # a program that cannot look at its own file complains, and goes on
                return None
    except (OSError, NoWayError, subprocess.SubprocessError):
        return None
    return run_as


def _make(way: str) -> RunAs:
    if way == "namespace":
        # initdb wants an id that has a name; inside the namespace it stands for root.
        other = min(
            (entry for entry in pwd.getpwall() if 0 < entry.pw_uid < 65534), key=lambda one: one.pw_uid
        )
        ids = (f"--map-user={other.pw_uid}", f"--map-group={other.pw_gid}")
        return RunAs(way, ("unshare", "--user", *ids))
    entry = _system_user()
    words = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    if way == "override":
        # Without the bit, access(2) ignores capabilities of users other than root, and PostgreSQL uses it.
        words += [
            "--securebits=+no_setuid_fixup",
            f"--inh-caps={_CAPABILITY}",
            f"--ambient-caps={_CAPABILITY}",
        ]
    # setpriv changes the user, and that makes the kernel forget our own wish to die with the parent.
    return RunAs(way, (*words, "--pdeathsig=INT"), entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        if (useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")) is None:
            raise NoWayError("There is no program useradd to make the system user handrail.") from None
        words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(
            [useradd, *words, "--shell", "/usr/sbin/nologin", USER], check=True, capture_output=True
        )
        return pwd.getpwnam(USER)
