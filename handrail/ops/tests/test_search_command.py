"""`handrail search`: one question, or a file of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from handrail.accounts.models import Agent
from handrail.helpcenter.meaning import asking
from handrail.helpcenter.models import Visibility
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article, publish
from handrail.ops.commands import search as command
from handrail.ops.errors import RefusedError


def test_the_command_answers_line_by_line(
    db: None, tmp_path: Path, ada: Agent, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_asking", asking._Asking())  # the command loads the model into this process
    _published("White page", "Empty the cache.")
    _published("Ours", "Cache keys.", visibility=Visibility.INTERNAL)
    (tmp_path / "asked.txt").write_text("empty cache\n\nnothing of it\n", "utf-8")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--queries", str(tmp_path / "asked.txt"), "--lang", "en"])) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["query"] for line in lines] == ["empty cache", "", "nothing of it"]
    assert [[one["slug"] for one in line["results"]] for line in lines[:2]] == [["white-page"], []]
    assert all(one["score"] < 0.1 for one in lines[2]["results"])
    assert set(lines[0]["results"][0]) >= {"slug", "title", "language", "score", "passage"}
    assert command.run(parser.parse_args(["cache", "--agent", ada.email])) == 0
    assert "en/ours" in capsys.readouterr().out
    for wrong in ([], ["x", "--agent", "nobody@example.com"], ["--queries", str(tmp_path / "none")]):
        with pytest.raises(RefusedError):
            command.run(parser.parse_args(wrong))


def _published(title: str, body: str, **facts: str) -> None:
    words = Words(title=title, body=body)
    made = create_article(the_site(), language="en", words=words, by=None, **facts)
    assert made.latest
    publish(made.latest, by=None)
