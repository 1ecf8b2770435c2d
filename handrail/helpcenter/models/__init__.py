"""Sites, articles, their translations and revisions, as they are kept."""

from handrail.helpcenter.models.article import Article, ArticleQuerySet, Visibility
from handrail.helpcenter.models.asked_as import AskedAs, AskedAsFigures
from handrail.helpcenter.models.asset import Asset
from handrail.helpcenter.models.counts import ClickCount, Question, ReadBefore, ReadCount, SearchCount
from handrail.helpcenter.models.exchange import ImportedFile, Tombstone
from handrail.helpcenter.models.guides import Guide, StepCount
from handrail.helpcenter.models.machine import MachineTranslator
from handrail.helpcenter.models.meaning import Meaning
from handrail.helpcenter.models.paths import LearningPath, PathStep, PathText
from handrail.helpcenter.models.search_index import Passage, Posting, Spelling, Term, Vocabulary
from handrail.helpcenter.models.site import Category, CategoryText, OldCategorySlug, Site
from handrail.helpcenter.models.snippet import Snippet, SnippetText
from handrail.helpcenter.models.synonyms import Synonyms
from handrail.helpcenter.models.translation import (
    SHOWN_IN_TRASH,
    OldAddress,
    Origin,
    Revision,
    Significance,
    State,
    Translation,
    TranslationQuerySet,
)
from handrail.helpcenter.models.voting import Reason, Vote
from handrail.helpcenter.models.working import BrokenLink, Remark, Unsaved, UnsavedTranslation

__all__ = [
    "SHOWN_IN_TRASH",
    "Article",
    "ArticleQuerySet",
    "AskedAs",
    "AskedAsFigures",
    "Asset",
    "BrokenLink",
    "Category",
    "CategoryText",
    "ClickCount",
    "Guide",
    "ImportedFile",
    "LearningPath",
    "MachineTranslator",
    "Meaning",
    "OldAddress",
    "OldCategorySlug",
    "Origin",
    "Passage",
    "PathStep",
    "PathText",
    "Posting",
    "Question",
    "ReadBefore",
    "ReadCount",
    "Reason",
    "Remark",
    "Revision",
    "SearchCount",
    "Significance",
    "Site",
    "Snippet",
    "SnippetText",
    "Spelling",
    "State",
    "StepCount",
    "Synonyms",
    "Term",
    "Tombstone",
    "Translation",
    "TranslationQuerySet",
    "Unsaved",
    "UnsavedTranslation",
    "Visibility",
    "Vocabulary",
    "Vote",
]
