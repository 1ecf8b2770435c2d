"""The nouns of this room."""

from handrail.assistant.models.threshold import Threshold
from handrail.assistant.models.writer import Writer, WriterCall

__all__ = ["Threshold", "Writer", "WriterCall"]
