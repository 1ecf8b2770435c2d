"""What people do with articles; every verb takes `by` and leaves a revision or an audit entry."""

from handrail.helpcenter.verbs.publishing import archive, publish
from handrail.helpcenter.verbs.writing import Words, create_article, save_revision, translate

__all__ = ["Words", "archive", "create_article", "publish", "save_revision", "translate"]
