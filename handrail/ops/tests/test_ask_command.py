"""`handrail ask`: one question, or a file of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from handrail.helpcenter.meaning import asking
from handrail.ops.commands import ask as command
from handrail.ops.errors import RefusedError
from tests.articles import article


def test_the_command_answers_and_refuses_line_by_line(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_asking", asking._Asking())  # the command loads the model into this process
    article("Empty the cache", "Open Tools and press Empty cache.", slug="cache")
    article("Delivery", "Parcels arrive within three working days.", slug="delivery")
    (tmp_path / "asked.txt").write_text("How do I empty the cache?\n\nWas Napoleon tall?\n", "utf-8")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--queries", str(tmp_path / "asked.txt"), "--lang", "en"])) == 0
    told, empty, unknown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told["answered"], told["slugs"][0], told["refused"]) == (True, "cache", None)
    assert "press Empty cache" in told["answer"]
    assert told["passages"][0]["slug"] == "cache"
    assert (empty["answered"], empty["refused"], empty["confidence"]) == (False, "empty", 0)
    assert (unknown["answered"], unknown["answer"]) == (False, None)
    assert unknown["confidence"] < told["confidence"] <= 1
    assert command.run(parser.parse_args(["Was Napoleon tall?"])) == 1
    assert command.run(parser.parse_args(["How do I empty the cache?", "--json"])) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["answered"]
    with pytest.raises(RefusedError):
        command.run(parser.parse_args([]))
