import json
import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from handrail.ui.fragments import partial, render
from handrail.ui.island_words import WORDS, island_words, json_block
from handrail.ui.static_files import immutable

ISLANDS = Path(__file__).parents[3] / "frontend" / "islands"


def test_history_asks_for_the_whole_page() -> None:
    requests = RequestFactory()
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert partial(requests.get("/", headers=htmx))
    assert not partial(requests.get("/"))
    assert not partial(requests.get("/", headers=htmx | {"HX-History-Restore-Request": "true"}))


def test_caches_keep_pages_and_fragments_apart() -> None:
    response = render(RequestFactory().get("/"), "404.html", {}, block="heading")
    assert {"HX-Request", "HX-Request-Type"} <= set(re.split(r",\s*", response.headers["Vary"]))
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize(
    "page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"]
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_error_pages_need_no_request(page: str, language: str) -> None:
    with translation.override(language):
        text = engines["jinja2"].get_template(page).render({})
    assert f'lang="{language}"' in text
    assert ('dir="rtl"' in text) == (language == "ar")


def test_json_cannot_end_its_script_early() -> None:
    text = str(json_block({"a": "</script><script>alert(1)"}, "words"))
    assert text.count("</script>") == 1
    assert json.loads(text.split(">", 1)[1].removesuffix("</script>")) == {"a": "</script><script>alert(1)"}


def test_islands_say_only_words_that_the_page_draws() -> None:
    said = {word for file in ISLANDS.glob("*.ts") for word in re.findall(r'\bsay\("(\w+)"', file.read_text())}
    assert said
    assert said <= set(WORDS)
    assert all(f'"{word}"' in island_words() for word in said)


def test_only_hashed_files_never_change() -> None:
    assert immutable("", "/static/build/app.0123456789ab.css")
    assert immutable("", "/static/build/chunks/composer-2ZDTQ6VR.js")
    assert not immutable("", "/static/build/app.js")
    assert not immutable("", "/static/ui/mark.svg")
