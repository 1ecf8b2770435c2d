"""Live chat: a visitor writes in a page of ours or of the product; who is away is answered by mail."""
