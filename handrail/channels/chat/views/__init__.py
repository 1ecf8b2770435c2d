"""The JSON API of the widget (docs/chat.md): no session, no cookies, one key for one chat."""
