"""How long fifty people wait for a first answer, who chat at the same time.

As in a running Handrail two processes answer, each one question after the other; what waits for its turn
counts.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor

from bench.assistant_simple import QUESTIONS

P95_MS = 500.0
CHATS, EACH = 50, 4
_PROCESSES = 2  # HANDRAIL_WEB_PROCESSES
_READS = (2.0, 8.0)  # seconds between an answer and the next question


def first_answers() -> list[float]:
    """Milliseconds that each answer took; the questions are the simple ones."""
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    taken: list[float] = []
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, mp_context=spawn, initializer=_get_ready) as pages:
        list(pages.map(_answer, [rows[0], rows[-1]] * _PROCESSES))  # what is loaded once is loaded
        threads = [threading.Thread(target=_chat, args=(rows, seed, pages, taken)) for seed in range(CHATS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return taken


def _chat(rows: list[dict[str, str]], seed: int, pages: Executor, taken: list[float]) -> None:
    dice = random.Random(seed)
    for row in dice.sample(rows, EACH):
        time.sleep(dice.uniform(*_READS))
        begin = time.perf_counter()
        pages.submit(_answer, row).result()
        taken.append(1000 * (time.perf_counter() - begin))


def _get_ready() -> None:
    import django

    django.setup()


def _answer(row: dict[str, str]) -> None:
    from handrail.assistant.answering import answer
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.sites import the_site

    answer(row["question"], reader=STRANGER, language=row["language"], site=the_site(), channel="chat")
