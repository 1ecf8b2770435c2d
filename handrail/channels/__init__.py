"""The doors through which people reach us, one folder each."""
