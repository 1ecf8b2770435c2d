import pytest
from django.db.models import Count

from handrail.conversations.models import Conversation, Message, SearchRow
from handrail.conversations.verbs.words import index_message
from handrail.customers.models import Customer
from handrail.ops.sample import flood
from handrail.ops.sample.pouring import pour

pytestmark = pytest.mark.django_db


def test_a_larger_flood_tops_up_a_smaller_one() -> None:
    heard: list[int] = []
    assert [pour(20, []), pour(25, [], heard.append), pour(25, [])] == [21, 5, 0]
    assert heard == [5]
    lengths = Conversation.objects.annotate(length=Count("entries")).values_list("length", flat=True)
    assert sorted(lengths) == [flood.MESSAGES_EACH] * 25 + [flood.LONG]
    assert Customer.objects.count() == flood.CUSTOMERS


def test_what_was_poured_is_searchable_like_anything_else() -> None:
    pour(2, [])
    messages = Message.objects.order_by("-pk")[:8]
    assert len(messages) == 8
    for message in messages:
        poured = SearchRow.objects.get(message=message).words
        index_message(message, [])
        assert SearchRow.objects.get(message=message).words == poured


def test_the_state_agrees_with_the_timeline() -> None:
    pour(200, [])
    for conversation in Conversation.objects.prefetch_related("entries"):
        entries = sorted(conversation.entries.all(), key=lambda entry: entry.pk)
        assert (conversation.waiting_since == entries[-1].at) == (conversation.category == "open")
        assert conversation.last_activity_at == entries[-1].at
        assert conversation.last_customer_entry == max(e.pk for e in entries if e.kind == "received")
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
