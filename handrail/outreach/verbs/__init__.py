"""What leads do: open the page, put up a notice, write the letter, make a plan and say how it goes."""

from handrail.outreach.verbs.letters import (
    LetterWords,
    discard_letter_draft,
    publish_letter,
    save_letter,
    withdraw_letter,
)
from handrail.outreach.verbs.pages import end_notice, put_notice, set_page
from handrail.outreach.verbs.plans import (
    NoteWords,
    arrange_steps,
    note_progress,
    remove_note,
    remove_step,
    save_step,
    show_step,
)

__all__ = [
    "LetterWords",
    "NoteWords",
    "arrange_steps",
    "discard_letter_draft",
    "end_notice",
    "note_progress",
    "publish_letter",
    "put_notice",
    "remove_note",
    "remove_step",
    "save_letter",
    "save_step",
    "set_page",
    "show_step",
    "withdraw_letter",
]
