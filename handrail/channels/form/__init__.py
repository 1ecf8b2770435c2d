"""Forms: what people fill in on a page, in a snippet or in a product becomes a conversation."""
