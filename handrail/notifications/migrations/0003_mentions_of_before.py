"""Who was told of a mention before mentions were kept has it under Mentions, unless they wrote there since."""

from django.db import migrations

COPY = """
INSERT INTO conversations_mention (agent_id, conversation_id, entry, at, after_closing, settled_at)
SELECT told.agent_id, told.conversation_id, told.entry, entry.at, false,
       (SELECT min(later.at) FROM conversations_entry AS later
          JOIN conversations_message AS words ON words.entry_id = later.id
         WHERE later.conversation_id = told.conversation_id
           AND later.agent_id = told.agent_id AND later.id > told.entry)
  FROM notifications_notification AS told
  JOIN conversations_entry AS entry ON entry.id = told.entry
 WHERE told.kind = 'mentioned' AND told.instead_of_id IS NULL
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_followed"),
        ("conversations", "0008_mention"),
    ]

    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
