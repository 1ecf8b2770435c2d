"""What people do with conversations; each verb changes the state and records it, together."""

from handrail.conversations.verbs.acknowledging import acknowledge
from handrail.conversations.verbs.assigning import assign
from handrail.conversations.verbs.bouncing import note_bounce
from handrail.conversations.verbs.drafting import (
    attach_to_draft,
    detach_from_draft,
    discard_draft,
    save_draft,
)
from handrail.conversations.verbs.forwarding import forward
from handrail.conversations.verbs.importing import add_sent, settle, start_sent
from handrail.conversations.verbs.linking import link, mark_joined
from handrail.conversations.verbs.noting import note
from handrail.conversations.verbs.parting import is_untouched, merge, part
from handrail.conversations.verbs.prioritising import set_priority
from handrail.conversations.verbs.receiving import receive, start
from handrail.conversations.verbs.replying import reply
from handrail.conversations.verbs.seeing import see
from handrail.conversations.verbs.sending import (
    begin_sending,
    dismiss_unsent,
    finish_sending,
    give_up_sending,
    put_back,
    send_again,
)
from handrail.conversations.verbs.snoozing import snooze, wake, wake_due
from handrail.conversations.verbs.starting import save_new_draft, start_with_call, start_with_mail
from handrail.conversations.verbs.statuses import close, set_status
from handrail.conversations.verbs.tagging import set_tags, tag, untag
from handrail.conversations.verbs.unimporting import imported, unimport
from handrail.conversations.verbs.withdrawing import hold, send_now, withdraw
from handrail.conversations.verbs.words import File, Words, fold

__all__ = [
    "File",
    "Words",
    "acknowledge",
    "add_sent",
    "assign",
    "attach_to_draft",
    "begin_sending",
    "close",
    "detach_from_draft",
    "discard_draft",
    "dismiss_unsent",
    "finish_sending",
    "fold",
    "forward",
    "give_up_sending",
    "hold",
    "imported",
    "is_untouched",
    "link",
    "mark_joined",
    "merge",
    "note",
    "note_bounce",
    "part",
    "put_back",
    "receive",
    "reply",
    "save_draft",
    "save_new_draft",
    "see",
    "send_again",
    "send_now",
    "set_priority",
    "set_status",
    "set_tags",
    "settle",
    "snooze",
    "start",
    "start_sent",
    "start_with_call",
    "start_with_mail",
    "tag",
    "unimport",
    "untag",
    "wake",
    "wake_due",
    "withdraw",
]
