"""Fields: what may stand in them, who may close without them, and what the settings change in them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.events import FieldChanged, KindChanged, read_event
from handrail.conversations.fields.choices import (
    DEEPEST,
    Choice,
    Choices,
    ChoicesWrong,
    add_lines,
    arranged,
    as_json,
    from_json,
    in_order,
    label_of,
    make_key,
    offering,
    path_to,
    rearranged,
    renamed,
)
from handrail.conversations.fields.facts import FieldFacts, FieldType
from handrail.conversations.fields.values import READERS, FieldWrong, key_of, read_value, words_of
from handrail.conversations.models import Category, Conversation, Field, Kind
from handrail.conversations.queries.field_facts import field_facts, kept_kinds, product_choices
from handrail.conversations.queries.sheet import sheet_of
from handrail.conversations.settings.fields import add_field, change_field, retire_field
from handrail.conversations.settings.lists import set_kinds, set_products
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import CloseRefused, Words, close, reply, set_field, set_kind
from handrail.conversations.verbs.fields import FieldRefused, KindRefused
from handrail.core.actors import SYSTEM, Actor, ActorKind
from handrail.core.remembered import forget_remembered
from tests.cast import Ask

TREE = add_lines((), "Billing > Refund > Late\nBilling > Invoice\nBug", deepest=DEEPEST)
labels = st.text(min_size=1, max_size=20).filter(lambda text: " ".join(text.replace("\x00", "").split()))
lines = st.lists(st.lists(labels, min_size=1, max_size=DEEPEST).map(" > ".join), max_size=8).map("\n".join)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates().map(str),
    st.lists(st.text(max_size=5), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from([one.key for one in TREE]),
    st.sampled_from([[c.key for c in path_to(TREE, one.key)] for one in TREE]),
)


@given(st.sampled_from(list(FieldType)), anything)
def test_whatever_comes_is_refused_or_can_be_kept_and_read_again(type_of: FieldType, raw: object) -> None:
    field = FieldFacts("one", type_of, "One", choices=TREE)
    try:
        value = read_value(field, raw)
    except FieldWrong:
        return
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert "\x00" not in str(value)
    assert read_value(field, value) == value
    assert read_value(field, key_of(value)) == value  # as the form sends it back
    assert isinstance(words_of(field, value), str)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_numbers_are_kept_as_they_are_written(number: object) -> None:
    text = f"{number:f}"
    assert READERS[FieldType.NUMBER](text.replace(".", ","), ()) == float(text)


@pytest.mark.parametrize(
    ("type_of", "raw", "kept"),
    [
        (FieldType.TEXT, "  a\tb\x00 ", "a b"),
        (FieldType.TEXT, "   ", None),
        (FieldType.NUMBER, "1 234,50", 1234.5),
        (FieldType.NUMBER, "12", 12),
        (FieldType.NUMBER, "", None),
        (FieldType.DATE, "2027-01-31", "2027-01-31"),
        (FieldType.CHOICE, "bug", "bug"),
        (FieldType.TREE, "billing_refund_late", ["billing", "billing_refund", "billing_refund_late"]),
        (FieldType.TREE, ["billing", "billing_refund"], ["billing", "billing_refund"]),
        (FieldType.PRODUCT, "", None),
    ],
)
def test_values_as_forms_and_programs_write_them(type_of: FieldType, raw: object, kept: object) -> None:
    assert READERS[type_of](raw, TREE) == kept


@pytest.mark.parametrize(
    ("type_of", "raw", "reason"),
    [
        (FieldType.TEXT, "x" * 1001, "long"),
        (FieldType.TEXT, 7, "text"),
        (FieldType.NUMBER, "seven", "number"),
        (FieldType.NUMBER, "NaN", "number"),
        (FieldType.NUMBER, "9" * 40, "number"),
        (FieldType.NUMBER, True, "number"),
        (FieldType.DATE, "31.1.2027", "date"),
        (FieldType.DATE, "0027-01-31", "date"),
        (FieldType.CHOICE, "billing_refund_late", "choice"),  # deeper than a plain choice has
        (FieldType.CHOICE, "nothing", "choice"),
        (FieldType.TREE, ["billing_refund", "billing_refund_late"], "choice"),
        (FieldType.TREE, "nothing", "choice"),
    ],
)
def test_what_cannot_stand_there_says_why(type_of: FieldType, raw: object, reason: str) -> None:
    with pytest.raises(FieldWrong) as problem:
        READERS[type_of](raw, TREE)
    assert problem.value.reason == reason


@given(lines)
def test_choices_are_read_with_their_levels(text: str) -> None:
    try:
        found = add_lines((), text, deepest=DEEPEST)
    except ChoicesWrong:
        return
    keys = [one.key for one in found]
    assert len(keys) == len(set(keys))
    assert all(key.isascii() and key for key in keys)
    assert found == in_order(found) == from_json(as_json(found))
    assert all(1 <= len(path_to(found, key)) <= DEEPEST for key in keys)
    assert add_lines(found, text, deepest=DEEPEST) == found  # twice is as good as once


@given(lines, st.data())
def test_moving_and_renaming_lose_nothing_and_change_no_key(text: str, data: st.DataObject) -> None:
    try:
        found = add_lines((), text, deepest=DEEPEST)
    except ChoicesWrong:
        return
    key = data.draw(st.sampled_from([one.key for one in found] or [""]))
    order = data.draw(st.permutations([one.key for one in found]))
    for moved in (
        rearranged(found, order=order),
        rearranged(found, up=key),
        rearranged(found, down=key),
        renamed(found, {key: "Other"} if key else {}),
        offering(found, off=key),
    ):
        assert {(one.key, one.above) for one in moved} == {(one.key, one.above) for one in found}
        assert moved == in_order(moved)
    assert offering(offering(found, off=key), on=key) == found or len(found) > 1


def test_a_choice_moves_among_its_own_level_with_what_belongs_to_it() -> None:
    assert [one.key for one in TREE] == [
        "billing",
        "billing_refund",
        "billing_refund_late",
        "billing_invoice",
        "bug",
    ]
    assert [one.key for one in rearranged(TREE, up="bug")] == [
        "bug",
        "billing",
        "billing_refund",
        "billing_refund_late",
        "billing_invoice",
    ]
    down = rearranged(TREE, down="billing_refund")
    assert [one.key for one in down] == [
        "billing",
        "billing_invoice",
        "billing_refund",
        "billing_refund_late",
        "bug",
    ]
    assert rearranged(TREE, down="billing_refund_late") == TREE
    assert label_of(TREE, "billing_refund_late") == "Billing › Refund › Late"
    off = {one.key for one in offering(TREE, off="billing_refund") if not one.offered}
    assert off == {"billing_refund", "billing_refund_late"}
    assert offering(offering(TREE, off="billing_refund"), on="billing_refund_late") == TREE
    assert arranged(["a", "b", "c"], order=["c", "x"], down="c") == ["a", "c", "b"]


def test_keys_are_short_ascii_words() -> None:
    assert make_key("Größe & Farbe", ()) == "grosse_farbe"
    assert make_key("Причина", ()) == "choice"
    assert make_key("Причина", {"choice"}) == "choice_2"
    with pytest.raises(ChoicesWrong, match="deep"):
        add_lines((), "a > b > c > d > e", deepest=DEEPEST)
    assert [one.label for one in add_lines((), "a > b")] == ["a > b"]


@pytest.fixture
def reason(support: Mailbox) -> Field:
    return add_field(label="Reason", type=FieldType.TREE, choices=TREE, required=True)


def told(conversation: Conversation, kind: type) -> list[object]:
    entries = conversation.entries.filter(kind=kind.kind).order_by("pk")  # type: ignore[attr-defined]
    return [read_event(entry.kind, entry.data) for entry in entries]


@pytest.mark.django_db
def test_a_field_is_set_with_an_entry_that_keeps_the_facts(ask: Ask, ada: Agent, reason: Field) -> None:
    conversation = ask()
    assert set_field(conversation, key="reason", value="billing_refund_late", by=ada.as_actor())
    assert not set_field(
        conversation,
        key="reason",
        value=["billing", "billing_refund", "billing_refund_late"],
        by=ada.as_actor(),
    )
    assert set_field(conversation, key="reason", value="bug", by=ada.as_actor())
    assert set_field(conversation, key="reason", value="", by=ada.as_actor())
    conversation.refresh_from_db()
    assert conversation.fields == {}
    first, _second, third = told(conversation, FieldChanged)
    assert isinstance(first, FieldChanged)
    assert isinstance(third, FieldChanged)
    assert (first.old, first.new, first.new_words) == (
        None,
        ["billing", "billing_refund", "billing_refund_late"],
        "Billing › Refund › Late",
    )
    assert (third.old, third.new, third.old_words) == (["bug"], None, "Bug")


@pytest.mark.django_db
def test_everything_below_a_choice_is_found_by_it(ask: Ask, ada: Agent, reason: Field) -> None:
    late, bug = ask(), ask()
    set_field(late, key="reason", value="billing_refund_late", by=ada.as_actor())
    set_field(bug, key="reason", value="bug", by=ada.as_actor())
    assert list(Conversation.objects.filter(fields__contains={"reason": ["billing"]})) == [late]


@pytest.mark.django_db
def test_people_do_not_close_what_is_not_filled_in_and_machines_do(
    ask: Ask, ada: Agent, reason: Field
) -> None:
    conversation = ask()
    api = Actor(ActorKind.API, "shop", agent_id=ada.pk)
    for by in (ada.as_actor(), api):
        with pytest.raises(CloseRefused, match="Reason") as refused:
            close(conversation, by=by)
        assert [field.key for field in refused.value.fields] == ["reason"]
    then = default_status(Category.CLOSED)
    with pytest.raises(CloseRefused):
        reply(conversation, words=Words(text="Done."), then=then, by=ada.as_actor())
    assert conversation.messages.count() == 1  # nothing is sent either
    set_field(conversation, key="reason", value="bug", by=ada.as_actor())
    assert close(conversation, by=ada.as_actor())
    assert not close(conversation, by=ada.as_actor())
    assert close(ask(), by=SYSTEM)
    assert close(ask(), by=Actor(ActorKind.RULE, "after ten days"))


@pytest.mark.django_db
def test_a_field_of_another_mailbox_is_neither_there_nor_missed(
    ask: Ask, ben: Agent, billing: Mailbox
) -> None:
    add_field(label="Order", type=FieldType.NUMBER, required=True, mailboxes=[billing])
    mine, theirs = ask(), ask(mailbox=billing)
    with pytest.raises(FieldRefused):
        set_field(mine, key="order", value="7", by=ben.as_actor())
    with pytest.raises(FieldRefused):
        set_field(mine, key="nothing", value="7", by=ben.as_actor())
    assert close(mine, by=ben.as_actor())
    with pytest.raises(CloseRefused):
        close(theirs, by=ben.as_actor())
    with pytest.raises(FieldWrong):
        set_field(theirs, key="order", value="seven", by=ben.as_actor())


@pytest.mark.django_db
def test_a_retired_field_asks_for_nothing_and_keeps_what_it_says(ask: Ask, ada: Agent, reason: Field) -> None:
    conversation = ask()
    set_field(conversation, key="reason", value="billing_refund_late", by=ada.as_actor())
    retire_field(reason)
    forget_remembered()  # two seconds later
    sheet = sheet_of(conversation)
    assert sheet.lines == []
    assert [(kept.label, kept.words) for kept in sheet.kept] == [("Reason", "Billing › Refund › Late")]
    assert close(ask(), by=ada.as_actor())
    with pytest.raises(FieldRefused):
        set_field(conversation, key="reason", value="bug", by=ada.as_actor())
    retire_field(reason, back=True)
    forget_remembered()
    assert [line.text for line in sheet_of(conversation).lines] == ["billing_refund_late"]


@pytest.mark.django_db
def test_another_name_changes_no_key_and_what_is_not_offered_stays(
    ask: Ask, ada: Agent, reason: Field
) -> None:
    conversation, other = ask(), ask()
    set_field(conversation, key="reason", value="billing_refund_late", by=ada.as_actor())
    choices = offering(renamed(TREE, {"billing_refund_late": "Too late"}), off="billing_refund")
    change_field(reason, label="Cause", choices=choices, required=False)
    forget_remembered()
    line = sheet_of(conversation).line("reason")
    assert line
    assert (line.field.label, line.text) == ("Cause", "billing_refund_late")
    assert ("billing_refund_late", "Billing › Refund › Too late") in line.options
    assert "billing_refund_late" not in dict(sheet_of(other).lines[0].options)
    with pytest.raises(FieldWrong):
        set_field(other, key="reason", value="billing_refund_late", by=ada.as_actor())
    assert not set_field(conversation, key="reason", value="billing_refund_late", by=ada.as_actor())


@pytest.mark.django_db
def test_the_facts_of_all_fields_cost_one_statement(
    reason: Field, billing: Mailbox, django_assert_num_queries: object
) -> None:
    set_products(add_lines((), "Lamp > 3.1\nLamp > 3.2\nShade", deepest=2))
    add_field(label="Product", type=FieldType.PRODUCT, mailboxes=[billing])
    add_field(label="Status", type=FieldType.TEXT)  # a word that the filter language needs itself
    forget_remembered()
    with django_assert_num_queries(1):  # type: ignore[operator]
        facts = field_facts()
    assert [(one.key, one.type) for one in facts] == [
        ("reason", "tree"),
        ("product", "product"),
        ("status_2", "text"),
    ]
    assert facts[1].mailboxes == {billing.pk}
    assert [one.key for one in facts[1].choices] == ["lamp", "lamp_3_1", "lamp_3_2", "shade"]
    assert facts[1].choices == product_choices()
    assert facts[0].choices == TREE


@pytest.mark.django_db
def test_a_conversation_is_of_a_kind(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    assert set_kind(conversation, to="bug", by=ada.as_actor())
    assert not set_kind(conversation, to="bug", by=ada.as_actor())
    with pytest.raises(KindRefused):
        set_kind(conversation, to="nothing", by=ada.as_actor())
    set_kinds(offering(renamed(kept_kinds(), {"bug": "Defect"}), off="bug"))
    forget_remembered()
    assert ("bug", "Defect") in sheet_of(conversation).kinds
    assert "bug" not in dict(sheet_of(ask()).kinds)
    with pytest.raises(KindRefused):
        set_kind(ask(), to="bug", by=ada.as_actor())
    assert set_kind(conversation, to="", by=ada.as_actor())
    first, second = told(conversation, KindChanged)
    assert isinstance(first, KindChanged)
    assert isinstance(second, KindChanged)
    assert (first.new, first.name, second.old, second.new) == ("bug", "Bug", "bug", "")
    assert Conversation.objects.filter(kind__key="bug").count() == 0
    assert Kind.objects.count() == 5


def test_dates_are_told_in_the_reader_s_way() -> None:
    event = FieldChanged("due", "Due", "date", None, "2027-01-31", "", "2027-01-31")
    assert "31" in event.shown
    assert event.shown != "2027-01-31"
    assert date.fromisoformat(event.new_words)


def test_a_choice_of_a_product_knows_its_place() -> None:
    choices: Choices = (Choice("a", "A", "gone"), Choice("b", "B", "a"))
    assert in_order(choices) == (Choice("a", "A"), Choice("b", "B", "a"))
