"""Articles from elsewhere and to elsewhere: folders of Markdown with their git history, exports of rivals."""

from handrail.helpcenter.exchange.exporting import export_folder
from handrail.helpcenter.exchange.importing import Options, Outcome, import_folder
from handrail.helpcenter.exchange.zendesk import import_zendesk

__all__ = ["Options", "Outcome", "export_folder", "import_folder", "import_zendesk"]
