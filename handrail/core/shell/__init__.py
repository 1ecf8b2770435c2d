"""The shell around Django: it talks to slow networks so that the page thread never has to."""

from handrail.core.shell.application import Shell
from handrail.core.shell.limits import Limits

__all__ = ["Limits", "Shell"]
