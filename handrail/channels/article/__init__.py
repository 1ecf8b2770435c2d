"""Comments on articles: each begins a conversation. Here the help center learns of forms and portal."""
