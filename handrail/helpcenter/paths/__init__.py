"""Learning paths: articles in an order that teaches, put together by the team, followed by readers."""
