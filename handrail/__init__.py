"""Handrail: customer support that grows without getting worse."""

__version__ = "0.1.0"
