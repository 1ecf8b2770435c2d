"""What several tests of this room stand on."""

from handrail.workspace.tests.roles import scene

__all__ = ["scene"]
