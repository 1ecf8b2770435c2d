"""Floods and robots at the public doors; a person behind a slow line is let in."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.abuse import (
    HONEYPOT,
    Challenge,
    Judgement,
    Verdict,
    blamed,
    cleared,
    client_address,
    issue,
    judge,
    within,
)
from handrail.core.abuse.addresses import hashed
from handrail.core.abuse.challenges import is_solved, opened
from handrail.core.abuse.forgetting import forget_old
from handrail.core.abuse.models import RateCount, SpentProof
from handrail.core.abuse.policies import BUSY_AT, FLOOD, POLICIES
from handrail.core.abuse.trouble import trouble_from

NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
LATER = NOON + timedelta(seconds=20)
DORA = "203.0.113.7"


def solved(challenge: Challenge, **more: str) -> dict[str, object]:
    number = next(n for n in count() if is_solved(challenge.token, str(n), challenge.bits))
    return {"token": challenge.token, "number": str(number), **more}


@pytest.fixture
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less work, the same rules."""
    for purpose, policy in POLICIES.items():
        monkeypatch.setitem(POLICIES, purpose, policy._replace(bits=min(policy.bits, 4)))


@pytest.mark.django_db
def test_who_did_the_work_is_let_in_once(easy: None) -> None:
    answer = solved(issue("form", at=NOON))
    assert judge("form", answer, ip=DORA, at=LATER) == Judgement(Verdict.OK)
    assert judge("form", answer, ip=DORA, at=LATER) == Judgement(Verdict.HOLD, "spent")


@pytest.mark.django_db
def test_the_same_message_may_come_again_after_a_lost_answer(easy: None) -> None:
    answer = solved(issue("chat", at=NOON), once="a")
    assert judge("chat", answer, ip=DORA, at=LATER).verdict == Verdict.OK
    assert judge("chat", answer, ip=DORA, at=LATER).verdict == Verdict.OK
    assert judge("chat", {**answer, "once": "b"}, ip=DORA, at=LATER) == Judgement(Verdict.HOLD, "spent")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "at", "why"),
    [
        ({HONEYPOT: "https://buy.example"}, LATER, "honeypot"),
        ({"token": "made-up"}, LATER, "token"),
        ({"token": None}, LATER, "token"),
        ({}, NOON + timedelta(seconds=1), "fast"),
        ({}, NOON + timedelta(hours=25), "old"),
        ({"number": ""}, LATER, "work"),
        ({"number": "9" * 17}, LATER, "work"),
        ({"number": "-1"}, LATER, "work"),
        ({"number": ["1"]}, LATER, "work"),
    ],
)
def test_what_looks_like_a_robot_is_held_and_not_lost(
    easy: None, answer: dict[str, object], at: datetime, why: str
) -> None:
    given_answer = {**solved(issue("form", at=NOON)), **answer}
    assert judge("form", given_answer, ip=DORA, at=at) == Judgement(Verdict.HOLD, why)


@pytest.mark.django_db
def test_a_token_is_good_for_its_own_door(easy: None) -> None:
    assert opened("chat", issue("chat", at=NOON).token) is not None
    assert judge("chat", solved(issue("form", at=NOON)), ip=DORA, at=LATER).why == "token"


@pytest.mark.django_db
def test_too_many_are_held_and_a_flood_is_refused(easy: None) -> None:
    most = POLICIES["program"].rates[0].most
    verdicts = [judge("program", {}, ip=DORA, at=NOON).verdict for _ in range(most * FLOOD + 1)]
    assert verdicts[:most] == [Verdict.OK] * most
    assert set(verdicts[most:-1]) == {Verdict.HOLD}
    assert verdicts[-1] == Verdict.REFUSE
    assert judge("program", {}, ip="203.0.113.8", at=NOON).verdict == Verdict.OK
    assert judge("program", {}, ip=DORA, at=NOON + timedelta(minutes=1)).verdict == Verdict.OK


@pytest.mark.django_db
def test_a_crowd_makes_the_work_harder_for_all(easy: None) -> None:
    usual = issue("form", at=NOON).bits
    RateCount.objects.create(
        purpose="form",
        subject=hashed("everybody", NOON),
        seconds=60,
        slot=NOON.replace(second=0),
        count=BUSY_AT,
    )
    assert issue("form", at=NOON).bits == usual + 1
    assert issue("program", at=NOON).bits == 0


@pytest.mark.django_db
def test_no_address_is_kept_and_its_name_changes_each_day() -> None:
    judge("program", {}, ip=DORA, at=NOON)
    assert not any(DORA in f"{row.subject}{row.purpose}" for row in RateCount.objects.all())
    assert hashed(DORA, NOON) != hashed(DORA, NOON + timedelta(days=1))
    assert hashed(DORA, NOON) == hashed(f"::ffff:{DORA}", NOON)


def test_one_connection_has_many_addresses_of_ipv6() -> None:
    assert hashed("2001:db8:1:2::1", NOON) == hashed("2001:db8:1:2:ffff::9", NOON)
    assert hashed("2001:db8:1:2::1", NOON) != hashed("2001:db8:1:3::1", NOON)


@pytest.mark.django_db
def test_other_limits_go_by_what_they_are_given() -> None:
    asked = [within("link", "dora@nordlicht.example", most=2, seconds=3600, at=NOON) for _ in range(3)]
    assert asked == [True, True, False]


@pytest.mark.django_db
def test_what_was_counted_is_forgotten(easy: None) -> None:
    judge("chat", solved(issue("chat", at=NOON)), ip=DORA, at=LATER)
    assert RateCount.objects.exists()
    assert SpentProof.objects.exists()
    forget_old()
    assert not RateCount.objects.exists()
    assert not SpentProof.objects.exists()


def test_the_address_is_what_the_web_server_says(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR=DORA, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert client_address(request) == DORA


@given(st.text(max_size=60), st.text(max_size=20))
def test_nobody_makes_a_token_or_a_number(token: str, number: str) -> None:
    assert opened("chat", token) is None
    is_solved(token.encode("utf-8", "replace").decode(), number.encode("utf-8", "replace").decode(), 8)


def test_the_browser_finds_what_the_server_accepts() -> None:
    """The built script, run by the front end's own Node."""
    folder = Path(__file__).parents[3] / "frontend"
    script = (
        "const {transformSync}=require('esbuild');const fs=require('fs');"
        "const source=fs.readFileSync('widget/proof.ts','utf8');"
        "const code=transformSync(source,{loader:'ts',format:'cjs',minify:true}).code;"
        "const m={exports:{}};new Function('module','exports',code)(m,m.exports);"
        "m.exports.prove('dora',10).then(n=>console.log(n,require('zlib').gzipSync(code).length))"
    )
    told = subprocess.run(
        ["./with-node", "node", "-e", script], cwd=folder, capture_output=True, text=True, check=True
    )
    number, size = told.stdout.split()
    assert is_solved("dora", number, 10)
    assert int(size) <= 600


@pytest.mark.django_db
def test_who_does_no_work_makes_nobody_else_work_longer(easy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.core.abuse.challenges.BUSY_AT", 2)
    usual = issue("chat", ip=DORA, at=NOON)
    for robot in range(4):
        for _ in range(30):
            judge("chat", {"token": "made up", "number": "1"}, ip=f"198.51.100.{robot}", at=NOON)
    assert issue("chat", ip=DORA, at=NOON).bits == usual.bits
    for _ in range(2):
        assert judge("chat", solved(issue("chat", ip=DORA, at=NOON)), ip=DORA, at=NOON).verdict == Verdict.OK
    assert issue("chat", ip="203.0.113.9", at=NOON).bits == usual.bits + 1


@pytest.mark.django_db
def test_many_from_one_office_work_longer_and_none_is_put_aside(easy: None) -> None:
    most = POLICIES["chat"].rates[0].most
    early = [solved(issue("chat", ip=DORA, at=NOON)) for _ in range(most + 1)]
    assert {judge("chat", one, ip=DORA, at=LATER).verdict for one in early[:most]} == {Verdict.OK}
    assert judge("chat", early[most], ip=DORA, at=LATER) == Judgement(Verdict.HOLD, "work")  # asks anew
    harder = [issue("chat", ip=DORA, at=LATER)]
    while judge("chat", solved(harder[-1]), ip=DORA, at=LATER).verdict == Verdict.OK:
        harder.append(issue("chat", ip=DORA, at=LATER))
    assert (harder[0].bits, harder[most].bits) == (6, 8)  # four times the usual work, then sixteen times
    assert len(harder) == most * (FLOOD - 1)
    assert judge("chat", solved(harder[0]), ip=DORA, at=LATER) == Judgement(Verdict.REFUSE, "flood")
    assert issue("chat", ip="203.0.113.8", at=LATER).bits == 4


@pytest.mark.django_db
def test_where_somebody_was_blocked_others_work_longer_and_wait_for_a_person(easy: None) -> None:
    usual, name = issue("chat", ip=DORA, at=NOON), hashed(DORA, NOON)
    blamed(name, day=NOON)
    harder = issue("chat", ip=DORA, at=NOON)
    assert (usual.bits, harder.bits) == (4, 6)
    assert issue("chat", ip="203.0.113.8", at=NOON).bits == 4
    assert judge("chat", solved(usual), ip=DORA, at=LATER) == Judgement(Verdict.HOLD, "work")
    assert judge("chat", solved(harder), ip=DORA, at=LATER) == Judgement(Verdict.HOLD, "trouble")
    assert judge("chat", solved(issue("chat", at=NOON)), ip="203.0.113.8", at=LATER).verdict == Verdict.OK
    for _ in range(9):
        blamed(name, day=NOON)
    assert issue("chat", ip=DORA, at=NOON + timedelta(days=1)).bits == 9  # never more than 32 times as long
    assert issue("chat", ip=DORA, at=NOON + timedelta(days=2)).bits == 4
    for _ in range(11):
        cleared(name, day=NOON)
    assert trouble_from(DORA, at=NOON) == 0
