"""The pages of the portal, for customers, and its page in the settings, for leads."""
