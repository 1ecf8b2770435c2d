"""The people who ask: customers, their organisations and their addresses."""
