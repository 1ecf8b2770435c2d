"""Counting what readers do, so that the team sees what to write and what to mend.

    seen(translation, language_asked)           # a page was read; `counts(request)`: is it to be counted
    searched(site, language, words, results)    # a whole search, not each letter of it
    clicked(site, language, words, translation) # an article was opened from it
    contacted(article_ids)                      # somebody writes to us after reading these
    inserted(translation)                       # an agent put it into what they wrote
    reached(guide, step)                        # somebody came to a step of an interactive guide
    views_of_fallback(language)                 # {article: reads for want of this language}

Each is one upsert, cheap enough to be done while the page is made. What is kept are numbers of a day: no
person, no IP address, no session. It is kept for 90 days (`forgetting.py`).
"""

from handrail.helpcenter.counting.asking import views_of_fallback
from handrail.helpcenter.counting.forgetting import naming
from handrail.helpcenter.counting.keeping import clicked, contacted, inserted, reached, searched, seen
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.counting.visits import counts

__all__ = [
    "clicked",
    "contacted",
    "counts",
    "inserted",
    "masked",
    "naming",
    "reached",
    "searched",
    "seen",
    "views_of_fallback",
]
