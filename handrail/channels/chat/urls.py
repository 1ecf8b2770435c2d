"""The addresses that a chat widget calls."""

from django.urls import URLPattern, URLResolver, include, path

from handrail.channels.chat.views import beginning, talk

urlpatterns: list[URLPattern | URLResolver] = [
    path("chat/<uuid:widget>/state", beginning.state, name="chat_state"),
    path("chat/<uuid:widget>/articles", beginning.articles, name="chat_articles"),
    path("chat/<uuid:widget>/begin", beginning.begin_chat, name="chat_begin"),
    path("chat/talk/send", talk.send, name="chat_send"),
    path("chat/talk/choose", talk.choose, name="chat_choose"),
    path("chat/talk/files", talk.upload, name="chat_upload"),
    path("chat/talk/files/<uuid:public_id>", talk.file, name="chat_file"),
    path("chat/talk/entries", talk.entries, name="chat_entries"),
    path("chat/talk/live", talk.live, name="chat_live"),
    path("chat/talk/typing", talk.typing, name="chat_typing"),
    path("chat/talk/seen", talk.seen, name="chat_seen"),
    path("chat/talk/leave", talk.leave, name="chat_leave"),
    path("chat/talk/end", talk.end, name="chat_end"),
    path("chat/talk/rate", talk.rate, name="chat_rate"),
    path("chat/talk/transcript", talk.transcript, name="chat_transcript"),
    path("chat/talk/forget", talk.forget, name="chat_forget"),
    path("", include("handrail.channels.chat.widgets.urls")),
]
