"""What happens in a chat; each verb changes the state and records it, together."""

from handrail.channels.chat.verbs.beginning import Beginning, Taken, begin
from handrail.channels.chat.verbs.blocking import block, forget_connections, unblock
from handrail.channels.chat.verbs.delivering import bring, look_again
from handrail.channels.chat.verbs.ending import end, end_left_alone, forget, leave, missed
from handrail.channels.chat.verbs.mailing import send_transcript
from handrail.channels.chat.verbs.saying import Said, say
from handrail.channels.chat.verbs.seeing import rate, see
from handrail.channels.chat.verbs.uploading import drop_unused, upload

__all__ = [
    "Beginning",
    "Said",
    "Taken",
    "begin",
    "block",
    "bring",
    "drop_unused",
    "end",
    "end_left_alone",
    "forget",
    "forget_connections",
    "leave",
    "look_again",
    "missed",
    "rate",
    "say",
    "see",
    "send_transcript",
    "unblock",
    "upload",
]
