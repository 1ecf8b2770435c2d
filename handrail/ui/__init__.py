"""How Handrail looks: the base page, components, tokens, words in every language."""
