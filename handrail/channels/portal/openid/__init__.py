"""Signing in to the portal with the product's OpenID provider (OpenID Connect Core 1.0, PKCE)."""
