"""Mails in files: folders, mboxes, Maildirs. Every mail is found once, with the bytes it was written with."""

from __future__ import annotations

import mailbox
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.channels.email.files import mail_files, oldest_first
from handrail.channels.email.tests.material import mail

EARLY, LATE = "Sun, 22 Nov 2026 09:00:00 +0000", "Mon, 23 Nov 2026 09:00:00 +0000"


def read(*paths: Path) -> list[bytes]:
    return [found.read() for found in mail_files(list(paths))]


def write_mbox(path: Path, *raws: bytes) -> None:
    """By the standard library, which stuffs lines that begin with From."""
    box = mailbox.mbox(path)
    for raw in raws:
        box.add(raw)
    box.close()


def test_an_mbox_gives_each_of_its_mails(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    raws = [mail("One\n"), mail("From here on it is dark.\n\nFrom Dora with love\n"), mail("Three\n")]
    write_mbox(path, *raws)
    found = list(mail_files([path]))
    assert [one.name for one in found] == [f"{path}#1", f"{path}#2", f"{path}#3"]
    assert [one.read().rstrip() for one in found] == [raw.rstrip() for raw in raws]
    assert found[1].read(10) == raws[1][:10]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("From >\nx", max_size=40), min_size=1, max_size=6))
def test_whatever_an_mbox_holds_comes_out_again(bodies: list[str]) -> None:
    import tempfile

    raws = [mail(body) for body in bodies]
    with tempfile.TemporaryDirectory() as folder:
        write_mbox(Path(folder) / "box", *raws)
        assert [raw.rstrip() for raw in read(Path(folder))] == [raw.rstrip() for raw in raws]


def test_a_maildir_gives_what_was_delivered(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(mail("Delivered\n"))
    seen = mailbox.MaildirMessage(mail("Seen\n"))
    seen.set_subdir("cur")
    box.add(seen)
    (tmp_path / "Maildir/tmp/half").write_bytes(b"From: half")
    (tmp_path / "Maildir/dovecot.index").write_bytes(b"\0\1")
    assert sorted(raw.rsplit(b"\n\n")[-1].strip() for raw in read(tmp_path)) == [b"Delivered", b"Seen"]


def test_a_folder_gives_its_mails_and_a_file_given_twice_is_one(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    one, two, other = tmp_path / "1.eml", tmp_path / "deep/2.EML", tmp_path / "notes.txt"
    for path in (one, two, other):
        path.write_bytes(mail(path.name))
    assert [found.path for found in mail_files([tmp_path, one])] == [one, two]
    assert [found.path for found in mail_files([other])] == [other]


def test_the_oldest_comes_first_also_out_of_an_mbox(tmp_path: Path) -> None:
    write_mbox(tmp_path / "a.mbox", mail("Late\n", Date=LATE), mail("Undated\n"))
    (tmp_path / "b.eml").write_bytes(mail("Early\n", Date=EARLY))
    assert [found.read().rsplit(b"\n\n")[-1].strip() for found in oldest_first([tmp_path])][1:] == [
        b"Early",
        b"Late",
    ]
