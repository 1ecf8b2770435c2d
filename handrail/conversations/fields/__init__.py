"""Fields of a conversation without the database: their facts, their choices, and what may stand in them."""
