"""The pages agents work in. A view finds one thing, does one thing, and answers with what changed."""
