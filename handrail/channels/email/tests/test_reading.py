from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.mutations import mutated, own_mails
from handrail.channels.email.reading.letters import Limits, Person, Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail, needs_mails, raw_mails

PARTS = """Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

See the picture.
--b
Content-Type: image/png; name="=?utf-8?q?Stra=C3=9Fe.png?="
Content-Transfer-Encoding: base64
Content-ID: <pic@x>

aGVsbG8=
--b--
"""


def test_reads_a_plain_mail() -> None:
    letter = read_mail(
        mail(
            "Good day.\n",
            Message_ID="<one@x>",
            In_Reply_To="<zero@x> <minus@x>",
            References="<a@x>\n\t<zero@x>",
            Date="Mon, 2 Jun 2025 10:00:00 +0200",
            Cc="Emil <emil@example.org>, finn@example.org",
        )
    )
    assert letter.sender == Person("Dora", "dora@example.org")
    assert letter.message_id == "one@x"
    assert letter.in_reply_to == ("zero@x", "minus@x")
    assert letter.references == ("a@x", "zero@x")
    assert letter.date == datetime(2025, 6, 2, 8, tzinfo=UTC)
    assert [one.address for one in letter.cc] == ["emil@example.org", "finn@example.org"]
    assert (letter.text.strip(), letter.text_source, letter.kind) == ("Good day.", "plain", "message")


def test_reads_files_with_their_names() -> None:
    (file,) = read_mail(b"From: dora@example.org\n" + PARTS.encode()).attachments
    assert (file.name, file.data, file.content_id) == ("Straße.png", b"hello", "pic@x")


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?ISO-8859-1?Q?Gr=FC=DFe?= an =?koi8-r?b?8NLJ18XU?=", "Grüße an Привет"),
        ("=?no-such-charset?q?Gr=C3=BC?=", "Grü"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?iso-2022-jp?b?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        ("a =?utf-8?q?unfinished", "a =?utf-8?q?unfinished"),
    ],
)
def test_decodes_subjects(header: str, subject: str) -> None:
    assert read_mail(mail(Subject=header)).subject == subject


def test_raw_eight_bit_headers_are_read() -> None:
    assert read_mail("Subject: Grüße\n\nx".encode()).subject == "Grüße"
    assert read_mail("Subject: Grüße\n\nx".encode("latin-1")).subject == "Grüße"


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ('"Lovelace, Ada" <ada@x.org>', "Lovelace, Ada", "ada@x.org"),
        ("ada@x.org (Ada L.)", "Ada L.", "ada@x.org"),
        ("=?utf-8?q?L=C3=B6we=2C_Ada?= <ada@x.org>", "Löwe, Ada", "ada@x.org"),
        ("<<ada@x.org>>", "", "ada@x.org"),
        ("ada@x.org <ada@x.org>", "", "ada@x.org"),
        ("Ada > L <ada@x.org>", "Ada > L", "ada@x.org"),
        ("Team: ada@x.org, ben@x.org;", "", "ada@x.org"),
        ("Ada <ada @ x.org>", "Ada", "ada@x.org"),
        ('Ada "K." Lovelace <ada@x.org>', "Ada K. Lovelace", "ada@x.org"),
        ('Ada" K. "Lovelace <ada@x.org>', "Ada K.Lovelace", "ada@x.org"),
        ('"Lovelace, "Ada <ada@x.org>', "Lovelace,Ada", "ada@x.org"),
    ],
)
def test_reads_addresses_as_programs_write_them(value: str, name: str, address: str) -> None:
    assert read_mail(mail(From=value)).sender == Person(name, address)


@pytest.mark.parametrize("blank", [" ", "\t", "  \t"])
def test_a_from_with_a_blank_before_its_colon_names_nobody(blank: str) -> None:
    raw = (
        f"From{blank}: Olga <olga@lamp.example>\nSender: finn@elsewhere.example\nSubject{blank}: Pay\n\nNow."
    )
    letter = read_mail(raw.encode())
    assert letter.sender == Person("", "")
    assert letter.sender_is_unsure
    assert (letter.subject, letter.text) == ("Pay", "Now.")
    (said,) = [one for one in letter.warnings if "white space" in one]
    assert "From" in said
    assert "olga@lamp.example" in said


@pytest.mark.parametrize(
    "other",
    ["From : Olga <olga@lamp.example>", "From: Olga <olga@lamp.example>", "from\t: olga@lamp.example"],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_froms_the_plain_one_is_shown_and_neither_is_sure(other: str, is_first: bool) -> None:
    plain = "From: Finn <finn@elsewhere.example>"
    lines = (other, plain) if is_first and not other.startswith("From:") else (plain, other)
    letter = read_mail("\n".join([*lines, "Subject: Pay", "", "Now."]).encode())
    assert letter.sender.address == "finn@elsewhere.example"
    assert letter.sender_is_unsure


def test_a_from_cut_before_its_colon_is_read_and_not_sure() -> None:
    letter = read_mail(
        b"From\n : <finn@elsewhere.example>\nSender: <olga@lamp.example>\nSubject: Pay\n\nNow."
    )
    assert letter.sender.address == "finn@elsewhere.example"
    assert letter.sender_is_unsure
    assert not read_mail(mail()).sender_is_unsure


def test_what_a_server_found_out_has_no_blank_before_its_colon() -> None:
    raw = (
        b"Authentication-Results : mx.lamp.example; dmarc=pass\nReply-To : finn@elsewhere.example\n\n"
        + mail()
    )
    letter = read_mail(raw.replace(b"\n\n", b"\n", 1))
    assert "authentication-results" not in letter.headers_seen
    assert letter.reply_to == ()
    assert letter.sender == Person("Dora", "dora@example.org")


def test_file_names_by_rfc_2231() -> None:
    head = "Content-Disposition: attachment; filename*0*=utf-8''Stra%C3; filename*1*=%9Fe; filename*2=.txt"
    (file,) = read_mail(f"Content-Type: text/plain\n{head}\n\nx".encode()).attachments
    assert file.name == "Straße.txt"


def test_html_only_becomes_readable_text() -> None:
    letter = read_mail(mail("<p>Hi<br>there</p><ul><li>one<li>two</ul>", Content_Type="text/html"))
    assert letter.text == "Hi\nthere\n\n- one\n- two"
    assert letter.text_source == "html"


def test_a_mail_in_the_mail_stays_a_file_with_its_bytes() -> None:
    inner = "From: emil@example.org\nSubject: inner\n\nFrom here\n"
    raw = (
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n{inner}--b--\n'
    )
    (file,) = read_mail(raw.encode()).attachments
    assert file.content_type == "message/rfc822"
    assert file.data.strip() == inner.strip().encode()


def test_uuencoded_parts_are_decoded() -> None:
    body = "begin 644 hello.txt\n%:&5L;&\\\n`\nend\n"
    (file,) = read_mail(
        mail(
            body,
            Content_Type='application/octet-stream; name="hello.txt"',
            Content_Transfer_Encoding="x-uuencode",
        )
    ).attachments
    assert file.data == b"hello"


def test_files_written_into_the_text_come_out_of_it() -> None:
    letter = read_mail(
        mail("before\nbegin 644 hello.txt\n%:&5L;&\\\n`\nend\nafter\nbegin 644 words\nnot really\n")
    )
    assert [(file.name, file.data) for file in letter.attachments] == [("hello.txt", b"hello")]
    assert " ".join(letter.text.split()) == "before after begin 644 words not really"


def test_words_are_found_behind_a_wrong_boundary() -> None:
    raw = mail(
        "--other\nContent-Type: text/plain\n\nfound\n--other--\n", Content_Type="multipart/mixed; boundary=x"
    )
    letter = read_mail(raw)
    assert (letter.text.strip(), letter.text_source) == ("found", "repaired")


def test_a_broken_header_line_hides_nothing_after_it() -> None:
    letter = read_mail(b"From: dora@example.org\nthis is no header\nSubject: seen\n\nbody\n")
    assert (letter.subject, letter.text.strip()) == ("seen", "body")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"Auto-Submitted": "no"}, "message"),
        ({"Precedence": "bulk"}, "list"),
        ({"List-Id": "<lamp.example>"}, "list"),
        ({"X-Handrail": "here"}, "loop"),
        ({"X-Handrail": "elsewhere"}, "message"),
        ({"Return-Path": "<>", "From": "MAILER-DAEMON@x.org"}, "bounce"),
        ({"Content-Type": "multipart/report; report-type=delivery-status; boundary=b"}, "bounce"),
    ],
)
def test_tells_machines_from_people(headers: dict[str, str], kind: str) -> None:
    assert read_mail(mail(**headers), installation="here").kind == kind


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\0 ",
        b"X: " + b"y" * 600_000 + b"\n\nx",
        b"A: b\n" * 2_001 + b"\nx",
        mail(To=", ".join(f"a{n}@x.org" for n in range(2_001))),
        mail("--b\n\nx\n" * 501, Content_Type="multipart/mixed; boundary=b"),
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(40)),
    ],
)
def test_what_is_beyond_the_limits_is_unreadable_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Unreadable) as problem:
        read_mail(raw)
    assert problem.value.reason.endswith(".")


def test_a_nul_in_a_parameter_costs_no_words() -> None:
    letter = read_mail(mail("words\n", Content_Type="multipart/mixed; boundary*=utf-8\0''b"))
    assert letter.text.strip() == "words"


def test_size_limit() -> None:
    with pytest.raises(Unreadable, match="larger"):
        read_mail(mail("x" * 2_000), limits=Limits(size=1_000))


@pytest.mark.parametrize(
    "raw",
    [
        mail("<div>" * 100_000, Content_Type="text/html"),
        mail(To='"' * 100_000 + "(" * 100_000),
        mail(To='"\\' * 20_000),
        mail(To=("a" * 1_999 + ";") * 250),
        mail(To=("a" * 1_997 + " @;") * 250),
        mail(To="=?a?q?b?= ;" * 40_000),
        mail(Subject="=?a?q?" * 50_000),
        mail(Content_Type='text/plain;a="' * 30_000),
        mail("begin 644 x\n" * 20_000),
        mail(
            f"--b\nContent-Type: multipart/mixed{';x' * 1_900}\n\n" * 400,
            Content_Type="multipart/mixed; boundary=b",
        ),
        mail("--" + "b" * 300_000 + "\n\nx\n", Content_Type="multipart/mixed; boundary=" + "b" * 300_000),
        mail("--x\n" * 200_000, Content_Type="multipart/mixed; boundary=q"),
    ],
)
def test_hostile_mails_cost_little_time(raw: bytes) -> None:
    begin = time.process_time()
    read_mail(raw)
    assert time.process_time() - begin < 2


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_never_crashes_on_any_bytes(raw: bytes) -> None:
    _read_or_hold(raw)


@needs_mails
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_never_crashes_on_mutated_mails(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([one for one in raw_mails() if one.stat().st_size < 60_000]))
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), at + data.draw(st.integers(0, 40)))
        raw[at:end] = data.draw(st.binary(max_size=20) | st.just(bytes(raw[at:end]) * 2))
    _read_or_hold(bytes(raw))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_never_crashes_on_mails_broken_as_the_fuzz_breaks_them(number: int) -> None:
    _read_or_hold(mutated(number, "unit", own_mails()))


@needs_mails
def test_no_real_mail_is_held() -> None:
    for path in raw_mails():
        read_mail(path.read_bytes())


def _read_or_hold(raw: bytes) -> None:
    try:
        letter = read_mail(raw)
    except Unreadable:
        return
    words = [letter.subject, letter.text, letter.html, letter.message_id, *letter.references]
    for one in (letter.sender, *letter.to, *letter.cc, *letter.reply_to):
        words += [one.name, one.address]
    for file in letter.attachments:
        words += [file.name, file.content_type, file.content_id]
    words += [value for values in letter.headers_seen.values() for value in values]
    assert not any("\0" in one for one in words)
    "".join(words).encode()  # no lone surrogates: PostgreSQL takes all of it


def test_base64_with_breaks_in_odd_places() -> None:
    broken = base64.b64encode(b"a longer text to carry").decode()
    body = f"{broken[:7]}\n {broken[7:]}!\n"
    raw = mail(body, Content_Type="text/plain", Content_Transfer_Encoding="BASE64")
    assert read_mail(raw).text == "a longer text to carry"


def test_a_report_of_empty_lines_is_held_before_it_fills_the_memory() -> None:
    """The library makes a part of each empty line of a delivery report: Finn sends a million of them."""
    begun = time.process_time()
    with pytest.raises(Unreadable, match="more than 500 parts"):
        read_mail(b"From: a@b.example\r\nContent-Type: message/delivery-status\r\n\r\n" + b"\r\n" * 1_400_000)
    assert time.process_time() - begun < 3
