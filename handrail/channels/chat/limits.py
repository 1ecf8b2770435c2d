"""How much a visitor may send, and of what kind."""

from __future__ import annotations

from datetime import timedelta

LONGEST_TEXT = 10_000
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_PAGE, LONGEST_PHASE = 100, 254, 2_000, 40
LONGEST_VALUE, MOST_FIELDS = 1_000, 20
LONGEST_TAG = 35  # of a language (BCP 47)
LONGEST_RATING = 2_000
LARGEST_BODY = 128 * 1024  # bytes of JSON: ten thousand characters of any script, escaped
LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES, MOST_FILES_IN_ALL = 10, 40
# From one connection, maybe an office, in all chats: secrets in a text of 10 MB take seconds to find.
MOST_FILES_AN_HOUR, MOST_LARGE_AN_HOUR = 200, 40
LARGE_FILE = 1024 * 1024
MOST_A_MINUTE = 30  # messages of one chat
MOST_IN_ALL = 2_000  # messages of one chat
MOST_TRANSCRIPTS = 3
ENTRIES_AT_ONCE = 200
CHARACTERS_AT_ONCE = 200_000  # of text and HTML
HERE = timedelta(seconds=75)  # a visitor whose stream was open so lately is still here
GONE = timedelta(minutes=20)  # after so long without a stream a chat that nobody ended is over
LOOK_AGAIN = timedelta(minutes=2)  # what was not seen in the widget by then goes by mail
STAYS = timedelta(seconds=80)  # an agent of whose pages none has said so lately is gone
PAUSE = timedelta(seconds=15)  # between two looks at who has gone
UNUSED_FILE = timedelta(days=1)

# By the ending of the name: what programs and scripts could be is left out.
FILE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "bmp": "image/bmp",
    "pdf": "application/pdf",
    **dict.fromkeys(("txt", "log", "md", "ini", "conf", "yml", "yaml", "diff", "patch"), "text/plain"),
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "zip": "application/zip",
    "gz": "application/gzip",
    "7z": "application/x-7z-compressed",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "har": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def type_of(name: str) -> str | None:
    """The media type of a file by its name's ending, whatever the browser says; None: it is not taken."""
    _stem, dot, ending = name.rpartition(".")
    return FILE_TYPES.get(ending.casefold()) if dot else None
