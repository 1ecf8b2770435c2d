"""The nouns of this room."""

from handrail.assistant.models.exchange import Because, Channel, Exchange, State, Turn, Vote
from handrail.assistant.models.switch import Switch, Topic
from handrail.assistant.models.threshold import Threshold
from handrail.assistant.models.writer import Writer, WriterCall

__all__ = [
    "Because",
    "Channel",
    "Exchange",
    "State",
    "Switch",
    "Threshold",
    "Topic",
    "Turn",
    "Vote",
    "Writer",
    "WriterCall",
]
