"""In which language a text is written: an answer, or none. Naive Bayes over byte n-grams (decision 14).

The model is loaded at the first question, by whoever asks: some 80 MB that a process which never asks
does not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from threading import Lock

LANGUAGES = tuple(
    """am ar bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy id is it ja ka km kn ko lo lt lv ml
    my nb nl pa pl pt ro ru si sk sl sq sr sv ta te th tr uk vi zh""".split()  # noqa: SIM905
)
_AS_IN_MODEL = {"nb": "no"}
_LONGEST = 240  # characters looked at; more makes no answer better
# From how sure on there is an answer, by the number of words: a single one fits many languages.
_SURE_OF_FEW, _SURE_OF_MORE = {1: 0.6, 2: 0.33}, 0.4
# As the likeliest language: then what is expected is believed rather, from three words on.
_AS_LIKELY = 1 / 3
_LINK = re.compile(r"\W*(?:https?://|www\.)|\S*@", re.IGNORECASE)
_MARKS = re.compile(r"[<>*_#=|~^\\`\[\](){}\ufffc\d]+")
_LETTER = re.compile(r"[^\W\d_]")
_lock = Lock()


def detect_language(text: str, hint: str = "") -> str | None:
    """The ISO 639-1 code of the language of a text, or None where it would be a guess.

    Addresses, links, numbers and marks are not looked at, nor is more than the beginning. `hint` is what a
    Content-Language header says (RFC 3282), or what the page is in that somebody writes on: many programs
    write the same into every mail, so it is believed only where the words point the same way, or nearly so.
    A few words of Slovenian may as well be Serbian.
    """
    spaced = (word for word in text[: _LONGEST * 3].split() if not _LINK.match(word))
    words = [word for word in _MARKS.sub(" ", " ".join(spaced)).split() if _LETTER.search(word)]
    if not words:
        return None
    likely = _likely(" ".join(words)[:_LONGEST])
    language, sure = likely[0]
    least = sure * (_AS_LIKELY if len(words) not in _SURE_OF_FEW else 1)
    hinted = _languages(hint)
    if expected := [one for one, share in likely if one in hinted and share >= least]:
        return expected[0]
    return language if sure >= _SURE_OF_FEW.get(len(words), _SURE_OF_MORE) else None


def _languages(hint: str) -> set[str]:
    found = {tag.strip().lower().partition("-")[0] for tag in hint[:200].split(",")}
    return {"nb" if language in {"no", "nn"} else language for language in found}


def _likely(words: str) -> list[tuple[str, float]]:
    """Every language with its probability, the likeliest first."""
    with _lock:
        ranked = _model()(words)
    return [("nb" if language == "no" else language, float(share)) for language, share in ranked]


@cache
def _model() -> Callable[[str], list[tuple[str, float]]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # heavy: it loads numpy

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages([_AS_IN_MODEL.get(language, language) for language in LANGUAGES])
    few = LanguageIdentifier(  # without what the other languages need
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    rank: Callable[[str], list[tuple[str, float]]] = few.rank
    return rank
