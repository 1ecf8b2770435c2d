"""What people do with articles; every verb takes `by` and leaves a revision or an audit entry."""

from handrail.helpcenter.verbs.publishing import archive, publish
from handrail.helpcenter.verbs.reviewing import ask_review, say, send_back, settle
from handrail.helpcenter.verbs.scheduling import schedule, unschedule
from handrail.helpcenter.verbs.trashing import delete_for_good, restore, trash
from handrail.helpcenter.verbs.writing import Words, create_article, rename, save_revision, translate

__all__ = [
    "Words",
    "archive",
    "ask_review",
    "create_article",
    "delete_for_good",
    "publish",
    "rename",
    "restore",
    "save_revision",
    "say",
    "schedule",
    "send_back",
    "settle",
    "translate",
    "trash",
    "unschedule",
]
