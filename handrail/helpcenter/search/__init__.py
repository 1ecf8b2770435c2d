"""Finding articles: words (BM25) and meaning (vectors), joined, with who may see what inside the question."""

from handrail.helpcenter.search.asking import Hit, search

__all__ = ["Hit", "search"]
