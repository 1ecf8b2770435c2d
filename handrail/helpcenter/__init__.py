"""What we know: articles in every language, their translations, the public help center, and its search."""
