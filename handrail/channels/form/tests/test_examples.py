"""The examples of docs/forms.md, run for real against a server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from handrail.channels.form.models import Form
from handrail.conversations.models import Attachment, Conversation
from handrail.core import blobs

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = Path(__file__).parents[4] / "docs/examples"


@pytest.fixture
def address(contact: Form, live_server: LiveServer) -> str:
    contact.fields = [one | {"required": False} for one in contact.fields]
    contact.save()
    return f"{live_server.url}/forms/contact/send/"


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check(printed: str, says: str, name: str) -> None:
    conversation = Conversation.objects.get()
    assert re.fullmatch(rf"Sent: [0-9a-f-]{{36}}, number {conversation.number}\n", printed)
    assert conversation.preview == "The lamp does not start."
    file = Attachment.objects.get()
    assert file.name == name
    log = blobs.open_bytes(file.blob_id).decode()
    assert says in log
    assert "no bulb found" in log


def test_the_python_example_sends_a_report_with_its_log(address: str) -> None:
    check(run(sys.executable, str(EXAMPLES / "form.py"), address), "Python 3", "log.txt")


def test_the_php_example_sends_a_report_with_its_log(address: str) -> None:
    php = shutil.which("php")
    if php is None:
        pytest.skip("php is not installed: apt-get install php-cli")
    check(run(php, str(EXAMPLES / "form.php"), address), "PHP ", "debug.log")


def test_the_php_example_says_what_is_wrong(contact: Form, live_server: LiveServer) -> None:
    php = shutil.which("php")
    if php is None:
        pytest.skip("php is not installed: apt-get install php-cli")
    address = f"{live_server.url}/forms/contact/send/"
    done = subprocess.run([php, EXAMPLES / "form.php", address], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert '"product":"Please choose."' in done.stderr
