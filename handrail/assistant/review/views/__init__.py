"""The pages on which leads review the assistant."""
