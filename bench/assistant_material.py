"""What the assistant's bench reads: public questions, with articles for some of them.

A *shelf* is one help center: its articles, and questions of which some have no answer there. Each kind of
missing answer is told apart: `oos` (the corpus says so), `outside` (written for this bench, for none of the
corpus' intents), `near` (an intent of the same field that was left out), `far` (another field altogether),
`absent` (a paragraph that was left out).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.search_material import paragraphs

# Help centers in which few phrases, or one, are known of each article.
SPARSE = (("clinc150", 5), ("banking77", 5), ("clinc150", 1), ("banking77", 1))
_OUTSIDE = Path(__file__).with_name("assistant_outside.txt")
XQUAD = ("en", "ro", "ru", "de", "es")
BEGUN = ("en", "ro")
# They say less about an ordinary help center, and have fewer questions.
LITTLE = frozenset(
    {
        "five articles",
        *(f"twelve paragraphs {language}" for language in BEGUN),
        *(f"{corpus}, {many} each" for corpus, many in SPARSE),
    }
)
# What CLINC150 has of Banking77's field: no far question for a bank.
_BANKING = frozenset(
    [
        "freeze_account",
        "routing",
        "pin_change",
        "bill_due",
        "pay_bill",
        "account_blocked",
        "interest_rate",
        "min_payment",
        "bill_balance",
        "transfer",
        "order_checks",
        "balance",
        "spending_history",
        "transactions",
        "report_fraud",
        "replacement_card_duration",
        "expiration_date",
        "damaged_card",
        "improve_credit_score",
        "report_lost_card",
        "card_declined",
        "credit_limit_change",
        "apr",
        "redeem_rewards",
        "credit_limit",
        "rewards_balance",
        "application_status",
        "credit_score",
        "new_card",
        "international_fees",
        "exchange_rate",
        "direct_deposit",
        "income",
        "taxes",
        "w2",
        "payday",
        "rollover_401k",
        "insurance",
        "insurance_change",
    ]
)


@dataclass(frozen=True)
class Page:
    """An article of a shelf."""

    slug: str
    title: str
    language: str
    body: str = ""
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A question, the slug of its article ("" where it has none here), its kind, and its half (0 or 1)."""

    words: str
    answer: str
    kind: str
    half: int
    language: str = "en"


@dataclass
class Shelf:
    """A help center for the bench; those of a `family` are left out together when fits are tried."""

    name: str
    family: str
    pages: list[Page] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def shelves(sets: Path) -> list[Shelf]:
    """Every shelf, in the order in which they are told."""
    intents, retrieval = sets / "intents", sets / "retrieval"
    return [
        clinc(intents, retrieval),
        held_out("clinc near", intents, "clinc150", 3),
        banking(intents),
        held_out("banking near", intents, "banking77", 3),
        *(missing_paragraphs(retrieval, language) for language in XQUAD),
        *(asked_paragraphs(retrieval, language) for language in BEGUN),
        across(retrieval),
        *(small(retrieval, language) for language in BEGUN),
        few(intents, retrieval),
        *(
            with_phrases(held_out(f"{corpus}, {many} each", intents, corpus, 3), many)
            for corpus, many in SPARSE
        ),
    ]


def clinc(intents: Path, retrieval: Path) -> Shelf:
    """CLINC150 with its questions out of scope; far ones are about an encyclopedia."""
    shelf = Shelf("clinc", "clinc", _pages(intents, "clinc150"))
    shelf.cases = [
        _case(row, "oos" if row["intent"] == "oos" else "in") for row in _rows(intents, "clinc150-test")
    ]
    far = [row["question"] for row in _questions(retrieval, "en")[::3]]
    shelf.cases += [Case(words, "", "far", _half(words)) for words in far]
    outside = _OUTSIDE.read_text("utf-8").splitlines()
    shelf.cases += [Case(words, "", "outside", _half(words)) for words in outside]
    return shelf


def banking(intents: Path) -> Shelf:
    """Banking77; far questions are those of CLINC150 that are not about money."""
    shelf = Shelf("banking", "banking", _pages(intents, "banking77"))
    shelf.cases = [_case(row, "in") for row in _rows(intents, "banking77-test")]
    far = [row for row in _rows(intents, "clinc150-test") if row["intent"] not in _BANKING]
    shelf.cases += [Case(row["text"], "", "far", _half(row["id"])) for row in far[::3]]
    return shelf


def held_out(name: str, intents: Path, corpus: str, every: int) -> Shelf:
    """The same corpus without every so many of its intents: their questions are near, and have no answer."""
    pages = _pages(intents, corpus)
    gone = {page.slug for page in pages if _bucket(page.slug, every) == 0}
    shelf = Shelf(name, corpus.rstrip("0123456789"), [page for page in pages if page.slug not in gone])
    rows = [row for row in _rows(intents, f"{corpus}-test") if row["intent"] != "oos"]
    shelf.cases = [_case(row, "near" if _slug(row["intent"]) in gone else "in") for row in rows]
    return shelf


def missing_paragraphs(retrieval: Path, language: str) -> Shelf:
    """The paragraphs of even articles only: questions about odd ones have no answer."""
    shelf = Shelf(f"paragraphs {language}", "paragraphs", _even(retrieval, language))
    shelf.cases = [_asked(row, language) for row in _questions(retrieval, language)]
    return shelf


def asked_paragraphs(retrieval: Path, language: str) -> Shelf:
    """The same, with a few of their questions as phrases of two in three: the others are asked."""
    known: dict[str, list[str]] = {}
    left = []
    for row in _questions(retrieval, language):
        is_known = row["article"] % 2 == 0 and _bucket(row["pid"], 3) and not _bucket(row["qid"], 3)
        known.setdefault(row["pid"], []).append(row["question"]) if is_known else left.append(row)
    pages = [replace(page, phrases=tuple(known.get(page.slug, []))) for page in _even(retrieval, language)]
    return Shelf(f"asked paragraphs {language}", "paragraphs", pages, [_asked(row, language) for row in left])


def across(retrieval: Path) -> Shelf:
    """English paragraphs, asked for in other languages."""
    shelf = Shelf("paragraphs across", "paragraphs", _even(retrieval, "en"))
    shelf.cases = [_asked(row, code) for code in XQUAD[2:] for row in _questions(retrieval, code)[::3]]
    return shelf


def small(retrieval: Path, language: str) -> Shelf:
    """Twelve paragraphs, as a help center that has just been begun; twice as many questions have none."""
    pages = _even(retrieval, language)[::10]
    there = {page.slug for page in pages}
    cases = [_asked(row, language) for row in _questions(retrieval, language)]
    inside = [one for one in cases if one.answer in there]
    outside = [one for one in cases if not one.answer][: 2 * len(inside)]
    return Shelf(f"twelve paragraphs {language}", "paragraphs", pages, inside + outside)


def few(intents: Path, retrieval: Path) -> Shelf:
    """Five articles: three with phrases, two paragraphs; near and far questions."""
    pages = [page for page in _pages(intents, "banking77") if _bucket(page.slug, 9) == 1][:3]
    pages += _even(retrieval, "en")[:40:20]
    there = {page.slug for page in pages}
    shelf = Shelf("five articles", "banking", pages)
    rows = _rows(intents, "banking77-test")
    near = [_case(row, "near") for row in rows if _slug(row["intent"]) not in there][::8]
    shelf.cases = [_case(row, "in") for row in rows if _slug(row["intent"]) in there] + near
    asked = _questions(retrieval, "en")
    shelf.cases += [Case(row["question"], row["pid"], "in", 0) for row in asked if row["pid"] in there]
    shelf.cases += [Case(row["question"], "", "absent", 1) for row in asked if row["pid"] not in there][::10]
    return shelf


def with_phrases(shelf: Shelf, many: int) -> Shelf:
    """The same, with so many phrases of each article; every other question."""
    shelf.pages = [replace(page, phrases=page.phrases[:many]) for page in shelf.pages]
    shelf.cases = shelf.cases[::2]
    return shelf


def _pages(intents: Path, corpus: str) -> list[Page]:
    phrases: dict[str, list[str]] = {}
    for row in _rows(intents, f"{corpus}-train"):
        phrases.setdefault(row["intent"], []).append(row["text"])
    return [
        Page(_slug(intent), intent.replace("_", " ").capitalize(), "en", "", tuple(said))
        for intent, said in phrases.items()
    ]


def _even(retrieval: Path, language: str) -> list[Page]:
    texts = paragraphs(retrieval, language)
    return [Page(name, name, language, text) for name, text in texts.items() if int(name[1:3]) % 2 == 0]


def _asked(row: dict[str, Any], language: str) -> Case:
    is_there = row["article"] % 2 == 0
    return Case(
        row["question"],
        row["pid"] if is_there else "",
        "in" if is_there else "absent",
        _half(str(row["article"])),
        language,
    )


def _case(row: dict[str, Any], kind: str) -> Case:
    return Case(row["text"], _slug(row["intent"]) if kind == "in" else "", kind, _half(row["id"]))


def _rows(intents: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (intents / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _questions(retrieval: Path, language: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in (retrieval / f"questions.{language}.jsonl").read_text("utf-8").splitlines()
    ]


def _slug(intent: str) -> str:
    return intent.replace("_", "-").replace("?", "").lower()


def _half(name: str) -> int:
    return _bucket(name, 2)


def _bucket(name: str, many: int) -> int:
    """The same number for the same name on every machine."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % many
