"""`handrail up`: the supervisor of everything that runs."""

from handrail.ops.up.supervisor import up

__all__ = ["up"]
