"""Tags for the templates that allauth draws."""
