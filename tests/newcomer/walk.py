"""What a newcomer does, from `make run` to an answered mail, over HTTP like a browser without JavaScript.

    make setup && MAILS=folder .venv/bin/python -m tests.newcomer.walk

Prints each step with its time; exits 1 at the first that goes wrong.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from email.message import EmailMessage
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psutil

from tests.servers import SmtpServer, free_port, running_smtp

ROOT = Path(__file__).parents[2]
HANDRAIL = ROOT / ".venv/bin/handrail"
ADDRESS = "newcomer@lamp.example"
OWNER, PASSWORD = re.compile(r"(\S+) \(owner\)"), re.compile(r"with the password (\S+)")


class Browser:
    """Cookies, forms and redirects; nothing else."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, page: str, path: str, **fields: str) -> str:
        """Send a form of `page`, with its CSRF token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the page has no form"
        data = urlencode({"csrfmiddlewaretoken": token.group(1), **fields}).encode()
        request = Request(self.base + path, data, {"Referer": self.base + path})  # noqa: S310 - our own address
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


class Handrail:
    """`make run`, as somebody at a terminal runs it."""

    def __init__(self, home: Path, port: int) -> None:
        self.environment = {**os.environ, "HANDRAIL_HOME": str(home), "PORT": str(port)}
        self.base = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[str]
        self.said = ""

    def start(self) -> float:
        """Start, wait for the greeting, and return how many seconds it took."""
        begin = time.monotonic()
        self.said = ""
        self.process = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C stops it" in line:
                return time.monotonic() - begin
        raise SystemExit(f"make run ended with {self.process.wait()}:\n{self.said}")

    def stop(self) -> float:
        """Ctrl-C, and return how many seconds it took until nothing was left."""
        begin = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=30)
        left = [process for process in psutil.process_iter() if self._is_ours(process.pid)]
        assert not left, f"still running after Ctrl-C: {left}"
        return time.monotonic() - begin

    def _is_ours(self, pid: int) -> bool:
        try:
            return os.getsid(pid) == self.process.pid
        except OSError:
            return False

    def command(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run the program `handrail` beside the running one."""
        return subprocess.run(
            [HANDRAIL, *arguments],
            env=self.environment,
            input=given,
            text=True,
            capture_output=True,
            check=False,
        )


def main() -> int:
    """Walk."""
    with tempfile.TemporaryDirectory() as folder, running_smtp() as smtp:
        handrail = Handrail(Path(folder) / "home", free_port())
        say(f"make run: first start in {handrail.start():.1f} s")
        try:
            walk(handrail, smtp, mails(Path(folder)))
        finally:
            say(f"Ctrl-C: nothing left after {handrail.stop():.1f} s")
        again = handrail.start()
        say(f"make run: second start in {again:.1f} s")
        handrail.stop()
        assert again <= 5, f"the second start took {again:.1f} s; 5 s is the goal"
    say("All of it works.")
    return 0


def walk(handrail: Handrail, smtp: SmtpServer, folder: Path) -> None:
    connect(handrail, smtp)
    imported = import_mails(handrail, folder)
    browser = sign_in(handrail)
    chosen = next(
        line
        for line in imported
        if line["status"] == "accepted" and line["kind"] == "message" and line["message_id"]
    )
    page = browser.get(f"/conversations/{chosen['conversation']}/")
    say(f"conversation #{chosen['conversation']} opens ({len(page) // 1000} kB)")
    text = "Thank you for writing. Empty the template cache, then reload."
    browser.post(
        page, f"/conversations/{chosen['conversation']}/reply/", kind="reply", text=text, after="stay"
    )
    (sent,) = smtp.wait_for(1, seconds=60)
    assert str(sent["In-Reply-To"]) == f"<{chosen['message_id']}>", sent["In-Reply-To"]
    assert f"<{chosen['message_id']}>" in str(sent["References"]).split()
    body = sent.get_body(("plain",))
    assert body is not None
    assert text in body.get_content()
    say(f"the answer left and threads: {sent['Subject']!s:.60}")
    answered(handrail, browser, chosen, sent, folder)
    doctor = handrail.command("doctor")
    say(f"handrail doctor: exit {doctor.returncode}")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def connect(handrail: Handrail, smtp: SmtpServer) -> None:
    options = (
        "--smtp-host",
        smtp.host,
        "--smtp-port",
        str(smtp.port),
        "--smtp-security",
        "none",
        "--smtp-user",
        "-",
    )
    done = handrail.command("mailbox", "add", ADDRESS, "--name", "Newcomer", *options, "--password-stdin")
    assert done.returncode == 0, done.stderr
    say("a mailbox is connected to the test SMTP server")


def import_mails(handrail: Handrail, folder: Path) -> list[dict[str, str]]:
    begin = time.monotonic()
    done = handrail.command("mail", "import", str(folder), "--mailbox", ADDRESS, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    took = time.monotonic() - begin
    counts = dict(Counter(line["status"] for line in lines))
    assert done.returncode == 0, done.stderr
    assert counts.get("accepted"), done.stderr
    say(f"{len(lines)} mails imported in {took:.1f} s: {counts}")
    for line in lines:
        if line["status"] in ("held", "failed"):
            say(f"  {line['status']}: {Path(line['path']).name}: {line['reason']}")
    return lines


def sign_in(handrail: Handrail) -> Browser:
    owner, password = OWNER.search(handrail.said), PASSWORD.search(handrail.said)
    assert owner, "make run did not say how to sign in:\n" + handrail.said
    assert password, "make run did not say how to sign in:\n" + handrail.said
    browser = Browser(handrail.base)
    page = browser.post(
        browser.get("/accounts/login/"), "/accounts/login/", login=owner[1], password=password[1]
    )
    assert "inbox" in page.lower()
    say(f"signed in as {owner[1]}")
    return browser


def answered(
    handrail: Handrail, browser: Browser, chosen: dict[str, str], sent: EmailMessage, folder: Path
) -> None:
    """The customer answers our answer: it lands in the same conversation."""
    back = EmailMessage()
    back["From"], back["To"], back["Subject"] = str(sent["To"]), ADDRESS, "Re: something"
    back["Message-ID"] = "<and-back@customer.example>"
    back["In-Reply-To"] = back["References"] = str(sent["Message-ID"])
    back.set_content("That did it, thank you!")
    path = (
        folder.parent / "back.eml"
        if os.access(folder.parent, os.W_OK)
        else Path(tempfile.mkdtemp()) / "back.eml"
    )
    path.write_bytes(back.as_bytes())
    (line,) = import_mails(handrail, path)
    assert line["conversation"] == chosen["conversation"], line
    assert "That did it" in browser.get(f"/conversations/{chosen['conversation']}/")
    say("the customer's answer to it is in the same conversation")


def mails(folder: Path) -> Path:
    """The folder that MAILS names, or two mails of our own."""
    given = Path(os.environ.get("MAILS", ROOT / "../shared/data/mail/mime"))
    if given.is_dir():
        return given.resolve()
    say(f"THERE ARE NO REAL MAILS AT {given}: the walk goes on with two of its own.")
    own = folder / "mails"
    own.mkdir()
    for number, text in enumerate(("The page stays white after 3.2.", "Where is my invoice for October?")):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "Dora <dora@nordlicht.example>", ADDRESS, text
        mail["Message-ID"] = f"<walk-{number}@nordlicht.example>"
        mail.set_content(text)
        (own / f"{number}.eml").write_bytes(mail.as_bytes())
    return own


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
