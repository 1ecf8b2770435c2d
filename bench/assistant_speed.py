"""How long fifty people wait for a first answer, who chat at the same time."""

from __future__ import annotations

import random
import threading
import time

P95_MS = 500.0
CHATS, EACH = 50, 4
_READS = (2.0, 8.0)  # seconds between an answer and the next question


def first_answers() -> list[float]:
    """Milliseconds that each answer took; the questions are the simple ones."""
    import json

    from bench.assistant_simple import QUESTIONS

    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    taken: list[float] = []
    threads = [threading.Thread(target=_chat, args=(rows, seed, taken)) for seed in range(CHATS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _chat(rows: list[dict[str, str]], seed: int, taken: list[float]) -> None:
    from django.db import connection

    from handrail.assistant.answering import answer
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.sites import the_site

    dice = random.Random(seed)
    site = the_site()
    for row in dice.sample(rows, EACH):
        time.sleep(dice.uniform(*_READS))
        begin = time.perf_counter()
        answer(row["question"], reader=STRANGER, language=row["language"], site=site)
        taken.append(1000 * (time.perf_counter() - begin))
    connection.close()
