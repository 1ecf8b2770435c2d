from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.language import LANGUAGES, detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The page stays white since the update, can you help?"),
        ("de", "Die Seite bleibt seit dem Update weiß. Können Sie mir helfen?"),
        ("fr", "La page reste blanche depuis la mise à jour."),
        ("sl", "Stran je po posodobitvi prazna, prosim za pomoč."),
        ("ro", "Pagina rămâne albă după actualizare."),
        ("ru", "После обновления страница остаётся белой."),
        ("uk", "Після оновлення сторінка залишається білою."),
        ("nb", "Siden er hvit etter oppdateringen, kan dere hjelpe meg?"),
        ("ja", "更新してからページが真っ白です。"),
        ("ko", "업데이트 후 페이지가 하얗게 표시됩니다."),
        ("zh", "更新后页面一片空白，请帮忙。"),
        ("ar", "الصفحة بيضاء بعد التحديث"),
        ("he", "הדף נשאר לבן אחרי העדכון"),
        ("el", "Η σελίδα μένει λευκή μετά την ενημέρωση."),
        ("tr", "Güncellemeden sonra sayfa beyaz kalıyor."),
        ("th", "หน้าเว็บว่างเปล่าหลังจากอัปเดต"),
    ],
)
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", " \n", "12345", "https://lamp.example/de/hilfe", "?!", "ok", "Lamp 3.2", "\ufffc"]
)
def test_nothing_is_guessed(text: str) -> None:
    assert detect_language(text) is None


def test_links_and_addresses_say_nothing_about_the_language() -> None:
    links = "https://lamp.example/aktualisierung/fehlerbehebung/anleitung dora@kundendienst.example " * 5
    assert detect_language(f"{links} The page stays white since the update") == "en"


def test_a_header_is_a_hint_and_no_more() -> None:
    assert detect_language("Merci bien pour votre aide", "en-US") == "fr"
    assert detect_language("Wie finde ich meine Rechnung?", "sl") == "de"
    assert detect_language("taxi") is None
    assert detect_language("Lamp 3.2", "xx, zz-QQ") is None


def test_between_languages_that_are_much_alike_the_expected_one_is_believed() -> None:
    question = "Kako najdem svoj račun?"
    assert {detect_language(question, "sl"), detect_language(question, "hr")} == {"sl", "hr"}
    assert detect_language(question) == "sr"


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect_language(text) in {None, *LANGUAGES}


@pytest.mark.parametrize("text", ["a@" * 500_000, "http://" * 500_000, "a" * 1_000_000, "<" * 1_000_000])
def test_long_texts_cost_no_more(text: str) -> None:
    detect_language("The model is loaded now.")
    begin = time.process_time()
    detect_language(text)
    assert time.process_time() - begin < 0.5


def test_who_does_not_ask_does_not_pay() -> None:
    code = "import sys, handrail.core.language; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
