"""The nouns of this room."""

from handrail.assistant.models.bench import Case, Trial
from handrail.assistant.models.exchange import Because, Channel, Exchange, State, Turn, Vote
from handrail.assistant.models.review import Blocked, Inserted, Phrased, Review, Verdict, Withheld
from handrail.assistant.models.suggested import Suggested
from handrail.assistant.models.switch import Switch, Topic
from handrail.assistant.models.threshold import Threshold
from handrail.assistant.models.writer import Writer, WriterCall

__all__ = [
    "Because",
    "Blocked",
    "Case",
    "Channel",
    "Exchange",
    "Inserted",
    "Phrased",
    "Review",
    "State",
    "Suggested",
    "Switch",
    "Threshold",
    "Topic",
    "Trial",
    "Turn",
    "Verdict",
    "Vote",
    "Withheld",
    "Writer",
    "WriterCall",
]
