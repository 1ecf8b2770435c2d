"""Send a form of Handrail from a program: python form.py https://support.example.com/forms/bug-report/send/

Needs nothing but Python. What the fields are called stands in Settings, Forms, at each question.
"""

import json
import platform
import sys
import urllib.error
import urllib.request
import uuid


def send(address: str, fields: dict[str, str], *, once: str, language: str = "en") -> dict[str, object]:
    """Send the answers by their keys; returns the reference and the number.

    `once` stays the same for each try of one report: however often it is sent, it is one conversation.
    Raises ValueError with what is wrong, OSError when nobody answers: then try again with the same `once`.
    """
    body = json.dumps({"once": once, "language": language, "fields": fields}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refused:
        if refused.code >= 500:
            raise
        told = json.load(refused)
        raise ValueError(f"{told['error']} {told.get('fields', '')}".strip()) from None


if __name__ == "__main__":
    done = send(
        sys.argv[1],
        {
            "email": "dora@nordlicht.example",
            "message": "The lamp does not start.",
            "log": f"Python {platform.python_version()} on {platform.system()}\nFatal: no bulb found\n",
        },
        once=str(uuid.uuid4()),
    )
    print(f"Sent: {done['reference']}, number {done['number']}")
