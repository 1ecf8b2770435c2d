"""Why a command does not do its work, in one sentence for the person at the terminal."""


class RefusedError(Exception):
    """The command cannot run as things are; the message says why and what to do."""
