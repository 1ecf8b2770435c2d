"""Log lines: events with fields, in UTC, without what people wrote."""

import json
import logging
import sys

import pytest

from handrail.core.logs import JsonLine, Line, TextLine

SECRET = "my password is swordfish"


def record(name: str = "handrail.mail", event: str = "mail stored", **fields: object) -> logging.LogRecord:
    record = logging.makeLogRecord(
        {"name": name, "levelname": "INFO", "msg": event, "created": 1_795_341_072.5}
    )
    vars(record).update(fields)
    return record


def failed(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return record(event="failed", exc_info=sys.exc_info())


def test_text_line_reads_from_left_to_right() -> None:
    line = TextLine().format(record(mailbox="support", count=3, note="two words"))
    assert line == (
        '2026-11-22T09:51:12.500Z INFO handrail.mail: mail stored mailbox=support count=3 note="two words"'
    )


def test_json_line_is_one_object() -> None:
    fields = json.loads(JsonLine().format(record(event="two\nlines", mailbox="пошта")))
    assert fields["event"] == "two\nlines"
    assert fields["mailbox"] == "пошта"
    assert fields["at"].endswith("Z")


@pytest.mark.parametrize("line", [TextLine(), JsonLine()])
def test_an_error_keeps_its_type_and_place_but_not_what_somebody_wrote(line: Line) -> None:
    written = line.format(failed(ValueError(SECRET)))
    assert "swordfish" not in written
    assert "builtins.ValueError" in written
    assert "test_logs.py" in written
    assert "\n" not in written


def test_developers_see_every_message() -> None:
    assert "swordfish" in TextLine(frank=True).format(failed(ValueError(SECRET)))


def test_errors_of_the_machine_keep_their_message() -> None:
    assert "Connection refused" in TextLine().format(
        failed(ConnectionRefusedError(111, "Connection refused"))
    )


def test_arguments_of_a_job_stay_out() -> None:
    job = {
        "id": 7,
        "task_name": "send",
        "call_string": f"send(text='{SECRET}')",
        "task_args": {"text": SECRET},
    }
    written = TextLine().format(record("procrastinate.worker", f"Job {SECRET}", action="job_error", job=job))
    assert "swordfish" not in written
    assert written.endswith("procrastinate.worker: job_error job=7 task=send")


def test_fields_of_foreign_loggers_stay_out() -> None:
    assert "swordfish" not in TextLine().format(record("django.request", "Bad request", request=SECRET))
