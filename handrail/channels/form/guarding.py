"""Words and files of somebody unknown without the secrets in them: masked before they are stored."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from handrail.channels.form.fields import FieldType, fields_of
from handrail.channels.form.models import Form
from handrail.channels.form.reading import Upload
from handrail.core.secrets import mask_secrets

_NO_WORDS = {FieldType.EMAIL, FieldType.CHOICE, FieldType.PRODUCT, FieldType.TICK, FieldType.DATE}
_LONGEST_NAME = 200
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def masked_values(form: Form, values: dict[str, str]) -> dict[str, str]:
    """The answers with keys, tokens, passwords and card numbers made unreadable."""
    typed = {one.key for one in fields_of(form.fields) if one.type not in _NO_WORDS}
    return {key: mask_secrets(value).text if key in typed else value for key, value in values.items()}


def masked_upload(upload: Upload) -> Upload:
    """The file with a name that is only a name; if it is text in UTF-8, without its secrets."""
    name = upload.name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "").strip()[-_LONGEST_NAME:]
    content_type = upload.content_type.split(";")[0].strip().lower()[:150] or "application/octet-stream"
    return Upload(name or "file", content_type, _masked(upload.data))


def _masked(data: bytes) -> bytes:
    """What is no text stays as it is: a picture or an archive holds no words that could be found in it."""
    text = _text_of(data)
    masked = mask_secrets(text) if text else None
    return masked.text.encode() if masked and masked.found else data


def _text_of(data: bytes) -> str | None:
    """The words of a text file in UTF-8, UTF-16 (as Windows writes logs) or Latin-1; None for all else."""
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return data.decode("utf-16")
        if _BINARY.search(data[:65_536]):
            return None
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None if _BINARY.search(data) else data.decode("latin-1")
