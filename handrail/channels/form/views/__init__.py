"""The pages of forms: those for everybody, and those by which leads build them."""
