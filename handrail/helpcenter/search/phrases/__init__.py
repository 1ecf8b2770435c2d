"""How people ask for an article: kept beside its words, found by words and by meaning as they are.

Phrases stand in no article, so they change nothing of what search reckons from articles (what is rare, long,
or near to a typo); they are a second way to the same article.
"""
