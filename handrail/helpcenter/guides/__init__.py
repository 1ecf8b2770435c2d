"""Interactive guides: a question, the answers one can choose, and where each leads; built by the team."""
