"""What `mail explain` says of a mail to a person at a terminal."""

from __future__ import annotations

from typing import Any


def in_words(told: dict[str, Any]) -> str:
    """Some lines about one mail, with an empty line behind them."""
    if told["held"]:
        return f"{told['path']}\n  held: {told['held']}\n"
    facts = {
        "kind": told["kind"],
        "from": _people([told["from"]]),
        "to": _people(told["to"] + told["cc"]),
        "date": told["date"] or "none",
        "subject": told["subject"],
        "language": told["language"] or "not known",
        "files": ", ".join(
            f"{file['name'] or file['type']} ({file['size']:,} bytes)" for file in told["attachments"]
        ),
        "bounce": told["bounce"] and f"{told['bounce']['recipient']}: {told['bounce']['reason']}",
        "forwarded": told["original_sender"] and _people([told["original_sender"]]),
        "answers": ", ".join(f"{one['value']} ({_validity(one['valid'])})" for one in told["match"]),
        "odd": " ".join(told["warnings"]),
        "new words": " ".join(told["text"].split())[:300],
        "folded": f"{len(told['quoted'])} letters quoted, {len(told['signature'])} of a signature",
    }
    lines = [f"  {name + ':':<10} {value}" for name, value in facts.items() if value]
    return "\n".join([told["path"], *lines, ""])


def _people(people: list[dict[str, str]]) -> str:
    return ", ".join(f"{one['name']} <{one['address']}>" if one["name"] else one["address"] for one in people)


def _validity(valid: bool | None) -> str:
    return {True: "ours", False: "a signature that is not ours", None: "not signed"}[valid]
