"""One filter language: what people type in the search box, and what a view holds."""

from handrail.conversations.queries.filters.parsing import parse
from handrail.conversations.queries.filters.printing import show
from handrail.conversations.queries.filters.tree import Filter, Problem, Term, Text

__all__ = ["Filter", "Problem", "Term", "Text", "parse", "show"]
