"""Machines are told from people by what machines alone do."""

from __future__ import annotations

import pytest

from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail

AWAY = "Automatic reply: Lamp"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (failure)"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "Lamp"},
        {"Precedence": "auto_reply"},
        {"Subject": AWAY, "X-Auto-Response-Suppress": "All"},
        {"Subject": AWAY, "Return-Path": "<>"},
        {"Subject": AWAY, "In-Reply-To": "<1@lamp.example>"},
        {"Subject": "Abwesenheitsnotiz: Lampe", "Precedence": "bulk"},
        {"Subject": "Réponse automatique : Lampe", "X-Auto-Response-Suppress": "OOF"},
        {"Subject": "Автоматический ответ: лампа", "Return-Path": "<>"},
        {"Subject": "自動応答: ランプ", "Precedence": "junk"},
        {"Return-Path": "<>", "X-Auto-Response-Suppress": "All"},
        {"Subject": "Please confirm your message", "Precedence": "bulk"},
        {"Subject": "Read: Lamp", "Return-Path": "<>"},
        {"Content-Type": "multipart/report; report-type=disposition-notification; boundary=b"},
    ],
)
def test_automatic_answers_are_told(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers)).kind == "auto_reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"List-Id": "<lamps.example.org>"},
        {"List-Id": "<lamps.example.org>", "Precedence": "list", "Subject": "Out of office"},
        {"Precedence": "bulk"},
        {"X-Auto-Response-Suppress": "All"},
        {"From": "noreply@shop.example"},
        {"X-Loop": "lamps@example.org"},
        {"List-Id": "<lamps.example.org>", "Return-Path": "<>"},
    ],
)
def test_one_weak_sign_leaves_the_words_a_persons(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers)).kind == "list"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "no"},
        {"X-Autoreply": "no"},
        {"Precedence": "first-class"},
        {"Subject": "Out of office"},
        {"Subject": AWAY},
        {"Subject": "Urlaub im Juli", "In-Reply-To": "<1@lamp.example>"},
        {"Subject": "Re: Automatic reply: Lamp", "In-Reply-To": "<1@lamp.example>"},
        {"Subject": "Please confirm my address"},
        {"Subject": "Read: the manual"},
        {"From": "Postmaster <postmaster@nordlicht.example>"},
        {"From": "noreply@forms.example", "Reply-To": "dora@nordlicht.example"},
        {"X-Auto-Response-Suppress": "none"},
    ],
)
def test_people_are_people(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers)).kind == "message"
