"""Keys, tokens, passwords and card numbers do not reach the store."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.core.secrets import Found, mask_secrets, spans
from handrail.core.secrets.formats import FORMATS
from handrail.core.secrets.spans import REST
from handrail.core.secrets.telling import _TELLING, telling_words
from handrail.core.tests.ordinary_lines import ORDINARY
from handrail.core.tests.planted_secrets import PLANTED, Planted

_PIECE = 8  # characters in a row of a secret that nobody may read afterwards


def _is_left(row: Planted) -> bool:
    """Whether a piece of the secret can still be read, which the rest of the line does not hold itself."""
    masked, around = mask_secrets(row.text).text, row.text.replace(row.secret, "\0")
    size = min(_PIECE, len(row.secret))
    pieces = {row.secret[at : at + size] for at in range(len(row.secret) - size + 1)}
    return any(piece in masked and piece not in around for piece in pieces)


@pytest.mark.parametrize("rows", [PLANTED[::2], PLANTED[1::2]], ids=["tuned", "held back"])
def test_of_planted_secrets_98_in_100_are_masked(rows: list[Planted]) -> None:
    left = [row for row in rows if _is_left(row)]
    assert len({row.kind for row in rows}) >= 20
    assert len(PLANTED) >= 300
    assert len(left) <= 0.02 * len(rows), left


@pytest.mark.parametrize("lines", [ORDINARY[::2], ORDINARY[1::2]], ids=["tuned", "held back"])
def test_of_ordinary_lines_one_in_1000_is_touched_at_most(lines: list[str]) -> None:
    wrong = [line for line in lines if mask_secrets(line).found]
    assert len(wrong) <= len(lines) / 1000, wrong


def test_ordinary_lines_read_as_one_log_are_as_they_were() -> None:
    assert len(mask_secrets("\n".join(ORDINARY)).found) <= len(ORDINARY) / 1000


def test_a_mask_says_the_kind_and_the_last_two_characters() -> None:
    masked = mask_secrets("my card 4242 4242 4242 4242 was charged twice")
    assert masked.text == "my card [card number ••42] was charged twice"
    assert masked.found == [Found("card number", "42")]
    assert mask_secrets('{"password": "Sommer2024"}').text == '{"password": "[password ••24]"}'


def test_of_a_short_secret_nothing_is_told() -> None:
    assert mask_secrets("DB_PASSWORD=lamp9").text == "DB_PASSWORD=[password ••]"
    assert mask_secrets("card code: cvc 123").text == "card code: cvc [card code ••]"


def test_two_searches_that_find_one_secret_make_one_mask_of_the_closer_kind() -> None:
    token = "ghp_" + "a1B2" * 9
    assert mask_secrets(f"Authorization: Bearer {token}").text == "Authorization: Bearer [GitHub token ••B2]"
    assert mask_secrets(f"password={token}!x y").text == "password=[GitHub token ••] y"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password=hunter2;Encrypt=true", "hunter2"),
        ("/login?user=dora&password=hunter2&next=/", "hunter2"),
        ("My password is Sommer2024!", "Sommer2024"),
        ("Mot de passe : lampe-2024", "lampe-2024"),
        ("Пароль: зима2024", "зима2024"),
        ("DB_PASSWORD=a&b;c,d", "b;c"),
        ("<password>winter</password>", "winter"),
    ],
)
def test_passwords_as_people_and_programs_write_them(text: str, secret: str) -> None:
    assert secret not in mask_secrets(text).text


@pytest.mark.parametrize("number", ["4242 4242 4242 4241", "1234567890123456", "0.4242424242424242"])
def test_a_number_without_a_right_check_digit_is_no_card(number: str) -> None:
    assert mask_secrets(f"order {number} shipped").found == []


def test_what_was_masked_once_stays_as_it_is() -> None:
    for row in PLANTED:
        once = mask_secrets(row.text).text
        assert mask_secrets(once).text == once


@settings(max_examples=50)
@given(st.lists(st.sampled_from([*(row.text for row in PLANTED), *ORDINARY[::50], "-", "\n", '"', "="])))
def test_outside_of_the_masks_no_letter_changes(pieces: list[str]) -> None:
    text = " ".join(pieces)
    masked = mask_secrets(text)
    rest, at = masked.text, 0
    for found in masked.found:
        before, mark, rest = rest.partition(f"[{found.kind} ••{found.last}]")
        assert mark
        at = text.index(before, at) + len(before)
    assert text.endswith(rest)


@settings(max_examples=50)
@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    masked = mask_secrets(text)
    assert (masked.text == text) == (not masked.found)


_SIGNS = sorted({sign for form in FORMATS for sign in form.signs})
_HOSTILE = [
    *_SIGNS,
    *(sign + "a" for sign in _SIGNS),
    "-----BEGIN PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----" + "A" * 20 + "\n",
    "password=", "password: '", "password" * 3, "_" * 50 + "token=", "secret=>\n", 'define("AUTH_KEY","',
    "authorization: bearer ", "bearer bearer ", "mysql -p ", "curl -u a", "curl -u 'a:", "identified by ",
    "http://a:", "a://b:c", "eyJaaaaaaaa.", "4242 ", "4", "4242-", "\\", '\\"', "sk-a1", "$argon2id$", "$P$",
    "&key=", "sess", "session_id=", "passwd:[", "a.b.c(", "env(", "[redacted", " ", "\n", "\t",
    "password\t\t\t",
]  # fmt: skip


@pytest.mark.parametrize("piece", _HOSTILE)
def test_the_time_grows_with_the_text_alone(piece: str) -> None:
    """Four times the text costs four times the time, not sixteen; counted in time of the processor."""

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        took = []
        for _ in range(2):
            begin = time.process_time()
            mask_secrets(text)
            took.append(time.process_time() - begin)
        return min(took)

    sizes = [1_500, 6_000]
    for small, large in pairwise([seconds(size) for size in sizes]):
        assert large <= 9 * small + 0.02


_PARTS = st.sampled_from(
    [
        *("password", "paſſword", "Token", "api\N{KELVIN SIGN}ey", "api_key", "mot de passe", "secret key"),
        *(
            "пароль",
            "connect.sid",
            "user_pass",
            "SESSIONID",
            "?key",
            "&sig",
            "x",
            " ",
            "-",
            "\n",
            ".",
            "=",
            "İß",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), _PARTS, _PARTS), max_size=8))
def test_telling_words_are_found_in_pieces_as_in_the_whole(parts: list[tuple[int, str, str]]) -> None:
    text = "".join("n" * many + one + other for many, one, other in parts)
    whole = [match.span() for match in _TELLING.finditer(text)]
    assert [match.span() for match in telling_words(text)] == whole


@pytest.mark.parametrize(
    "line", ["password=Sommer2024!x\n", "http://anna:Sommer2024@lamp.example\n", "4111 1111 1111 1111\n"]
)
def test_behind_very_many_secrets_all_is_masked_and_masking_again_changes_nothing(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "MOST_OF_A_SEARCH", 1000)
    few, many = (mask_secrets(line * times + "the end") for times in (100, 1100))
    assert few.text.endswith("the end")
    assert len(few.found) == 100
    assert len(many.found) == 1001
    assert many.found[-1].kind == REST
    assert "the end" not in many.text
    assert mask_secrets(many.text).text == many.text
