"""The assistant: answers questions in the help center's own words, or says that it has no answer."""
