"""One test for each kind of odd mail that help desks are known to stumble over."""

from __future__ import annotations

import base64
import unicodedata

import pytest

from handrail.channels.email.reading.letters import Limits, Person, Unreadable
from handrail.channels.email.reading.naming import name_of
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail

PDF = base64.b64encode(b"%PDF-1.4 lamp").decode()


def multipart(*parts: str, kind: str = "mixed", closed: bool = True, **headers: str) -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts) + ("--b--\n" if closed else "")
    return mail(body, Content_Type=f"multipart/{kind}; boundary=b", **headers)


def test_a_mail_without_any_of_the_usual_headers_is_read_and_says_so() -> None:
    letter = read_mail(b"X-Only: this\n\nHello\n")
    assert (letter.text.strip(), letter.subject, letter.message_id, letter.date) == ("Hello", "", "", None)
    assert letter.sender == Person("", "")
    missing = ("From", "To", "Subject", "Message-ID", "Date")
    assert letter.warnings == tuple(f"It has no {name}." for name in missing)


def test_a_sound_mail_has_nothing_odd() -> None:
    letter = read_mail(mail("Grüße\n", Message_ID="<a@b>", Date="Mon, 2 Jun 2025 10:00:00 +0200"))
    assert letter.warnings == ("It does not name its charset; the likeliest one was taken.",)
    told = {"Message_ID": "<a@b>", "Date": "Mon, 2 Jun 2025 10:00:00 +0200"}
    assert read_mail(mail("Hello\n", **told)).warnings == ()
    assert read_mail(mail("Grüße\n", Content_Type="text/plain; charset=utf-8", **told)).warnings == ()


def test_a_date_that_cannot_be_is_none() -> None:
    letter = read_mail(mail(Date="Mon, 99 Foo 2025 77:00:00", Message_ID="<a@b>"))
    assert letter.date is None
    assert letter.warnings == ("Its Date is no time that can be.",)


def test_two_subjects_are_one_and_it_is_said() -> None:
    letter = read_mail(b"Subject: one\nSubject: two\n\nx")
    assert letter.subject == "one"
    assert "It has more than one Subject; the first counts." in letter.warnings


def test_of_both_forms_each_is_kept() -> None:
    letter = read_mail(
        multipart(
            "Content-Type: text/plain\n\nplain", "Content-Type: text/html\n\n<b>rich</b>", kind="alternative"
        )
    )
    assert (letter.text.strip(), letter.html.strip(), letter.text_source) == ("plain", "<b>rich</b>", "plain")


@pytest.mark.parametrize("body", ["", "\n\n", " \n"])
def test_neither_form_is_no_reason_to_hold(body: str) -> None:
    letter = read_mail(mail(body))
    assert (letter.text, letter.html, letter.text_source) == ("", "", "none")


def test_files_alone_are_a_mail() -> None:
    file = f"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n{PDF}"
    letter = read_mail(multipart(file))
    assert letter.text == ""
    assert [one.data for one in letter.attachments] == [b"%PDF-1.4 lamp"]


def test_a_blank_body_lets_the_html_speak() -> None:
    letter = read_mail(multipart("Content-Type: text/plain\n\n \n", "Content-Type: text/html\n\n<p>Hi"))
    assert (letter.text, letter.text_source) == ("Hi", "html")


@pytest.mark.parametrize("written", ["cid:pic@x", "CID:pic%40x", "cid:pic&#64;x"])
def test_a_picture_in_the_words_is_inline_though_it_does_not_say_so(written: str) -> None:
    html = f'Content-Type: text/html\n\n<p>Look <img src="{written}"></p>'
    picture = "Content-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\naGVsbG8="
    other = "Content-Type: image/png; name=b.png\nContent-ID: <other@x>\n\nx"
    files = read_mail(multipart(html, picture, other, kind="related")).attachments
    assert [(file.content_id, file.inline) for file in files] == [("pic@x", True), ("other@x", False)]


def test_a_pdf_called_inline_is_a_file_all_the_same() -> None:
    file = "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline\n\n%PDF"
    (found,) = read_mail(multipart("Content-Type: text/plain\n\nsee", file)).attachments
    assert (found.name, found.content_type) == ("a.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/pdf", "attachment.pdf"),
        ("image/jpeg", "image.jpg"),
        ("audio/mpeg", "audio.mp3"),
        ("text/calendar", "invitation.ics"),
        ("application/x-nobody-knows", "attachment.bin"),
        ("application/octet-stream", "attachment.bin"),
        ("message/delivery-status", "report.txt"),
        ("application/pgp-signature", "signature.asc"),
    ],
)
def test_a_file_without_a_name_is_called_by_its_type(kind: str, name: str) -> None:
    raw = multipart(f"Content-Type: {kind}\nContent-Disposition: attachment\n\nx")
    (file,) = read_mail(raw).attachments
    assert file.name == ""
    assert name_of(file) == name


def test_a_mail_in_the_mail_is_called_by_its_subject_and_writer() -> None:
    inner = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nFrom: Emil <emil@example.org>\n\nFrom here\n"
    (file,) = read_mail(multipart(f"Content-Type: message/rfc822\n\n{inner}")).attachments
    assert name_of(file) == "Grüße, Emil.eml"
    assert file.data.startswith(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nFrom: Emil")
    bare = read_mail(multipart("Content-Type: message/rfc822\n\n\n\nx")).attachments
    assert [name_of(one) for one in bare] == ["message.eml"]


def test_a_mail_in_the_mail_keeps_its_long_headers_in_little_time() -> None:
    inner = "To: " + "a@b.c, " * 20_000 + "\nSubject:no space\n\nx\n"
    (file,) = read_mail(multipart(f"Content-Type: message/rfc822\n\n{inner}")).attachments
    assert file.data.count(b"a@b.c, ") == 20_000


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("ISO-2022-JP", "iso2022_jp", "ランプが壊れました"),
        ("Windows-1258", "cp1258", "a\u0300 e\u0301 đ"),
        ("GB18030", "gb18030", "灯坏了"),
        ("gb2312", "gbk", "鎔灯"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("x-windows-949", "cp949", "똠방각하"),
        ("big5", "cp950", "燈壞了"),
        ("shift_jis", "cp932", "①ランプ"),
        ("win-1251", "cp1251", "Лампа"),
        ("koi8-u", "koi8-u", "Лампа їжак"),
        ("iso-8859-1", "cp1252", "“Lampe” 5 €"),
        ("us-ascii", "utf-8", "Grüße"),
        ("utf-16", "utf-16", "Grüße"),
        ("utf-7", "utf-7", "Grüße"),
        ("hz-gb-2312", "hz", "灯坏了"),
    ],
)
def test_words_in_the_charsets_of_the_world(charset: str, codec: str, words: str) -> None:
    body = base64.b64encode(words.encode(codec)).decode()
    raw = mail(body, Content_Type=f'text/plain; charset="{charset}"', Content_Transfer_Encoding="base64")
    assert read_mail(raw).text == unicodedata.normalize("NFC", words)


def test_signs_of_vendors_in_iso_2022_jp() -> None:
    raw = (
        mail(Content_Type="text/plain; charset=iso-2022-jp").removesuffix(b"Hello\n") + b"\x1b$B-!\x1b(B lamp"
    )
    assert read_mail(raw).text == "① lamp"


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-8", "idna", "idna!", "undefined", "base64", ""])
def test_an_unknown_or_wrong_charset_costs_no_words_and_is_said(charset: str) -> None:
    head = mail("", Content_Type=f"text/plain; charset={charset}")
    letter = read_mail(head + "Grüße\n".encode("cp1252"))
    assert letter.text.strip() == "Grüße"
    assert any("charset" in one for one in letter.warnings)


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
@pytest.mark.parametrize("claimed", ["", "; charset=no-such-charset", "; charset=utf-8"])
def test_words_in_other_letters_are_known_by_their_bytes(codec: str, claimed: str) -> None:
    words = "Добрый день, наша лампа больше не включается, что нам теперь делать?"
    letter = read_mail(mail("", Content_Type=f"text/plain{claimed}") + words.encode(codec))
    assert letter.text == words
    assert any("charset" in one for one in letter.warnings)


@pytest.mark.parametrize(
    ("charset", "body", "words"),
    [
        ("utf-8", "Grüße aus Köln, schöne".encode()[:-2] + b"\xc3", "Grüße aus Köln, schö\ufffd"),
        ("gb2312", "灯坏了怎么办".encode("gb18030") + b"\xff", "灯坏了怎么办\ufffd"),
    ],
)
def test_one_broken_letter_does_not_spoil_the_others(charset: str, body: bytes, words: str) -> None:
    assert read_mail(mail("", Content_Type=f"text/plain; charset={charset}") + body).text == words


def test_nuls_are_gone_everywhere() -> None:
    letter = read_mail(b"Subject: a\0b\nFrom: D\0ora <d@x\0.org>\n\nHel\0lo\n")
    words = (letter.subject, letter.sender.name, letter.sender.address, letter.text.strip())
    assert not any("\0" in one for one in words)
    assert (letter.subject, letter.text.strip()) == ("ab", "Hello")


@pytest.mark.parametrize(
    ("encoding", "body", "words"),
    [
        ("quoted-printable", "50 =E2=82=AC=\n now =XY = done=", "50 € now =XY = done"),
        ("QUOTED_PRINTABLE", "a=3Db", "a=b"),
        ("8bits", "plain words", "plain words"),
        ("plain", "plain words", "plain words"),
        ('"base64"', "aGVsbG8", "hello"),
        ("base64", "aGVs\n\n bG8=\n\n--\nsent by a list", "hello"),
        ("x-uue", "begin 644 a\n%:&5L;&\\\n`\nend\n", "hello"),
        ("uuencode", "never begun", "never begun"),
        ("no-such-encoding", "plain words", "plain words"),
    ],
)
def test_odd_transfer_encodings(encoding: str, body: str, words: str) -> None:
    raw = mail(body, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding=encoding)
    assert read_mail(raw).text.strip().startswith(words)


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Dora Doe dora@x.org", [("Dora Doe", "dora@x.org")]),
        ("'Dora' <dora@x.org>", [("Dora", "dora@x.org")]),
        ("Doe, Dora <dora@x.org>", [("Dora", "dora@x.org")]),
        ("<dora@x.org>, emil@x.org;", [("", "dora@x.org"), ("", "emil@x.org")]),
        ("undisclosed-recipients:;", []),
        ("Dora <dora@x.org", [("Dora", "dora@x.org")]),
        ("Dora <mailto:dora@x.org>", [("Dora", "dora@x.org")]),
        ('"Dora \\"D\\" Doe" <dora@x.org>', [('Dora "D" Doe', "dora@x.org")]),
        ("dora@[127.0.0.1]", [("", "dora@[127.0.0.1]")]),
        ("<@a.org,@b.org:dora@x.org>", [("", "dora@x.org")]),
        ("=?utf-8?b?ZG9yYUB4Lm9yZw==?= <dora@x.org>", [("dora@x.org", "dora@x.org")]),
    ],
)
def test_broken_addresses(value: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in read_mail(mail(To=value)).to] == people


def test_a_multipart_that_is_never_closed_loses_nothing() -> None:
    letter = read_mail(
        multipart("Content-Type: text/plain\n\nwords", "Content-Type: text/x; name=a\n\nf", closed=False)
    )
    assert (letter.text.strip(), [file.name for file in letter.attachments]) == ("words", ["a"])
    assert "It ends before its last part is closed: something may be missing." in letter.warnings


def test_a_multipart_without_a_boundary_is_guessed() -> None:
    letter = read_mail(
        mail("--b\nContent-Type: text/plain\n\nwords\n--b--\n", Content_Type="multipart/mixed")
    )
    assert letter.text.strip() == "words"
    assert "Its parts are not separated as they should be; they were guessed." in letter.warnings


def test_broken_header_lines_are_mended_and_it_is_said() -> None:
    letter = read_mail(b"From: d@x.org\nno header\nSubject : seen\n\nbody\n")
    assert letter.subject == "seen"
    assert "Some of its header lines or boundaries were broken and have been mended." in letter.warnings


def test_too_many_links_are_held() -> None:
    raw = mail('<a href="https://x.org">x</a>' * 30, Content_Type="text/html")
    assert read_mail(raw).html.count("href") == 30
    with pytest.raises(Unreadable, match="more than 20 links"):
        read_mail(raw, limits=Limits(links=20))


def test_what_unpacks_to_too_much_is_held() -> None:
    with pytest.raises(Unreadable, match="unpack to more than 1 MB"):
        read_mail(mail("x" * 2_000_000), limits=Limits(expanded=1024**2))


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_too_many_lines_are_held(end: str) -> None:
    with pytest.raises(Unreadable, match="more than 1500000 lines"):
        read_mail(mail(end * 1_600_000))


def test_many_uuencoded_files_are_held() -> None:
    with pytest.raises(Unreadable, match="more than 500 parts"):
        read_mail(mail("begin 644 a\n`\nend\nwords\n" * 100_000))


def test_what_takes_too_long_is_held() -> None:
    with pytest.raises(Unreadable, match="longer than 0 seconds"):
        read_mail(mail(), limits=Limits(seconds=0))
