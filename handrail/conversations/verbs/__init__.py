"""What people do with conversations; each verb changes the state and records it, together."""

from handrail.conversations.verbs.acknowledging import acknowledge
from handrail.conversations.verbs.assigning import assign
from handrail.conversations.verbs.blocking import block, unblock
from handrail.conversations.verbs.bouncing import note_bounce
from handrail.conversations.verbs.deleting import empty_trash
from handrail.conversations.verbs.drafting import (
    attach_to_draft,
    detach_from_draft,
    discard_draft,
    save_draft,
)
from handrail.conversations.verbs.fields import CloseRefused, missing_fields, set_field, set_kind
from handrail.conversations.verbs.following import follow, unfollow
from handrail.conversations.verbs.forwarding import forward
from handrail.conversations.verbs.importing import add_sent, settle, start_sent
from handrail.conversations.verbs.leaving import hand_over
from handrail.conversations.verbs.linking import link, link_by_hand, mark_joined, unlink
from handrail.conversations.verbs.mentioning import bring_mentions_back, dismiss_mentions
from handrail.conversations.verbs.merging import merge, unmerge
from handrail.conversations.verbs.moving import move
from handrail.conversations.verbs.noting import note
from handrail.conversations.verbs.parting import is_untouched, part
from handrail.conversations.verbs.prioritising import set_priority, weigh
from handrail.conversations.verbs.receiving import receive, start
from handrail.conversations.verbs.redacting import redact_file, redact_message, redact_passage
from handrail.conversations.verbs.replying import reply
from handrail.conversations.verbs.restricting import let_in, restrict, tell_of_newcomers, unrestrict
from handrail.conversations.verbs.scoping import guide_elsewhere, take_back_guiding
from handrail.conversations.verbs.seeing import see
from handrail.conversations.verbs.sending import (
    begin_sending,
    dismiss_unsent,
    finish_sending,
    give_up_sending,
    put_back,
    send_again,
)
from handrail.conversations.verbs.siding import (
    begin_side,
    close_side,
    open_side,
    receive_beside,
    sent_beside,
    write_side,
)
from handrail.conversations.verbs.snoozing import snooze, wake, wake_due
from handrail.conversations.verbs.splitting import split, undo_split
from handrail.conversations.verbs.starting import save_new_draft, start_with_call, start_with_mail
from handrail.conversations.verbs.statuses import close, set_status
from handrail.conversations.verbs.tagging import set_tags, tag, untag
from handrail.conversations.verbs.timing_out import nudge, time_out
from handrail.conversations.verbs.undoing import undo
from handrail.conversations.verbs.unimporting import imported, unimport
from handrail.conversations.verbs.withdrawing import hold, send_now, withdraw
from handrail.conversations.verbs.words import File, Words, fold

__all__ = [
    "CloseRefused",
    "File",
    "Words",
    "acknowledge",
    "add_sent",
    "assign",
    "attach_to_draft",
    "begin_sending",
    "begin_side",
    "block",
    "bring_mentions_back",
    "close",
    "close_side",
    "detach_from_draft",
    "discard_draft",
    "dismiss_mentions",
    "dismiss_unsent",
    "empty_trash",
    "finish_sending",
    "fold",
    "follow",
    "forward",
    "give_up_sending",
    "guide_elsewhere",
    "hand_over",
    "hold",
    "imported",
    "is_untouched",
    "let_in",
    "link",
    "link_by_hand",
    "mark_joined",
    "merge",
    "missing_fields",
    "move",
    "note",
    "note_bounce",
    "nudge",
    "open_side",
    "part",
    "put_back",
    "receive",
    "receive_beside",
    "redact_file",
    "redact_message",
    "redact_passage",
    "reply",
    "restrict",
    "save_draft",
    "save_new_draft",
    "see",
    "send_again",
    "send_now",
    "sent_beside",
    "set_field",
    "set_kind",
    "set_priority",
    "set_status",
    "set_tags",
    "settle",
    "snooze",
    "split",
    "start",
    "start_sent",
    "start_with_call",
    "start_with_mail",
    "tag",
    "take_back_guiding",
    "tell_of_newcomers",
    "time_out",
    "unblock",
    "undo",
    "undo_split",
    "unfollow",
    "unimport",
    "unlink",
    "unmerge",
    "unrestrict",
    "untag",
    "wake",
    "wake_due",
    "weigh",
    "withdraw",
    "write_side",
]
