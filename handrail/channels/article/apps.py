"""The door of articles."""

from django.apps import AppConfig


class ArticleConfig(AppConfig):
    """Comments on articles, and what the help center asks of other doors."""

    name = "handrail.channels.article"
    label = "article"

    def ready(self) -> None:
        """Tell the help center who its readers are, and where they reach us."""
        from handrail.channels.article import joining  # noqa: F401  it registers
