"""E-mail service providers (ESPs): mail goes out by their HTTP interface and comes in by their webhooks."""
