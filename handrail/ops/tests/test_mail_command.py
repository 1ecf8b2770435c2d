"""`handrail mail` at a terminal: explain, import, undo."""

from __future__ import annotations

import json
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting import dns_answers
from handrail.channels.email.connecting.dns_answers import DnsSilent, mx_records, txt_records
from handrail.channels.email.explaining import Keys, explain
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails
from handrail.channels.email.models import Connection
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, note
from handrail.ops.cli import main
from handrail.ops.commands import mail as command
from handrail.ops.commands import mailbox
from handrail.ops.errors import RefusedError
from handrail.ops.explained import in_words
from tests.dns_servers import running_dns


@pytest.mark.django_db
def test_an_import_is_taken_back_but_for_what_people_worked_in(
    support: Mailbox, ada: Agent, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, sender in (("a", "dora@x.example"), ("b", "emil@x.example")):
        (tmp_path / f"{name}.eml").write_bytes(mail(name, From=sender))
    batch = uuid.uuid4()
    assert len(list(import_mails(oldest_first([tmp_path]), support, batch))) == 2
    kept = Conversation.objects.order_by("pk")[0]
    note(kept, words=Words(text="Mine."), by=ada.as_actor())
    assert command.run(Namespace(action="undo", batch=batch)) == 1
    told = capsys.readouterr().err
    assert "Taken back: 1 conversations." in told
    assert f"Kept, because people have worked in them since: #{kept.number}." in told
    assert list(Conversation.objects.all()) == [kept]
    with pytest.raises(RefusedError, match="No import has the batch"):
        command.run(Namespace(action="undo", batch=uuid.uuid4()))


def test_a_person_reads_what_would_become_of_a_mail() -> None:
    assert "held: The mail is empty." in in_words(explain("some.eml", b"", Keys()))
    odd = in_words(explain("some.eml", mail("Hello", In_Reply_To="<q@x.example>"), Keys()))
    assert "answers:   q@x.example (not signed)" in odd


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place where Handrail has never run."""
    monkeypatch.setenv("HANDRAIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@localhost:1/none")
    yield tmp_path
    assert not (tmp_path / "home").exists()


def test_the_program_explains_files_without_a_database(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (nowhere / "one.eml").write_bytes(mail("The lamp is dark.\n"))
    (nowhere / "two.eml").write_bytes(mail("It is loud.\n"))
    assert main(["mail", "explain", str(nowhere), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in lines] == ["The lamp is dark.", "It is loud."]
    assert main(["mail", "explain", str(nowhere / "one.eml")]) == 0
    assert "new words: The lamp is dark." in capsys.readouterr().out
    assert main(["mail", "explain", str(nowhere / "three.eml")]) == 2
    assert "There is nothing at" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_domain_is_judged_by_what_dns_answers(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = {"lamp.example": ["v=spf1 mx -all"], "_dmarc.lamp.example": ["v=DMARC1; p=none"]}
    dns = "handrail.channels.email.connecting.dns_answers.txt_records"
    monkeypatch.setattr(dns, lambda name: records.get(name, []))
    monkeypatch.setattr(dns.replace("txt", "mx"), lambda name: ["mx.lamp.example"])
    assert mailbox.run(Namespace(action="domain", mailbox=support.name, selector=["hr"])) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in told if line[0] != " "] == [
        ["good", "SPF"], ["missing", "DKIM"], ["weak", "DMARC"], ["good", "MX"],
    ]  # fmt: skip
    assert "hr._domainkey.lamp.example" in told[1]
    assert "_dmarc.lamp.example  v=DMARC1; p=quarantine" in told[3]


def test_no_record_is_another_thing_than_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_dns({("lamp.example", "MX"): ["10 mx.lamp.example."]}) as resolver:
        monkeypatch.setattr(dns_answers, "resolver", lambda: resolver)
        assert txt_records("nothing.example") == txt_records("lamp.example") == txt_records("a..b") == []
        assert mx_records("lamp.example") == ["mx.lamp.example"]
    monkeypatch.setattr(dns_answers, "PATIENCE", 0.3)
    with pytest.raises(DnsSilent):
        txt_records("lamp.example")


@pytest.mark.django_db
def test_a_mailbox_by_a_service_is_added_at_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("t0p s3cret\n"))
    mailbox._lines.cache_clear()
    parser = ArgumentParser()
    mailbox.add_arguments(parser)
    asked = ["add", "shop@lamp.example", "--incoming=esp", "--esp=postmark", "--password-stdin"]
    assert mailbox.run(parser.parse_args(asked)) == 0
    told = capsys.readouterr().out
    assert "/hooks/mail/postmark/" in told
    assert "Include raw email content" in told
    assert "t0p s3cret" not in told
    assert Connection.objects.get().esp_secrets == {"server_token": "t0p s3cret"}
    for wrong, says in (
        (["--incoming=esp", "--esp=resend"], "does not bring"),
        (["--outgoing=esp"], "--esp"),
    ):
        with pytest.raises(RefusedError, match=says):
            mailbox.run(parser.parse_args(["add", "other@lamp.example", *wrong]))
