"""What of an article answers; pure."""

from __future__ import annotations

from handrail.assistant.answering.extracting import LONGEST, asked, extract, whole
from handrail.assistant.answering.parts import Block, Form, as_text, blocks_of

HTML = """<p>Refunds are for everybody.</p><h2 id="how">How</h2><p>In the shop:</p>
<ol><li>Open the order.</li><li>Press <b>Refund</b>.</li></ol><p>It takes five days.</p>
<h2 id="not">Not</h2><ul><li>gifts</li><li>downloads</li></ul><pre><code>a
  b</code></pre><script>bad()</script>"""


def test_blocks_keep_their_form_and_know_their_heading() -> None:
    blocks = blocks_of(HTML)
    assert [(one.form, one.text, one.anchor) for one in blocks] == [
        (Form.TEXT, "Refunds are for everybody.", ""),
        (Form.TEXT, "In the shop:", "how"),
        (Form.STEP, "Open the order.", "how"),
        (Form.STEP, "Press Refund.", "how"),
        (Form.TEXT, "It takes five days.", "how"),
        (Form.POINT, "gifts", "not"),
        (Form.POINT, "downloads", "not"),
        (Form.CODE, "a\n  b", "not"),
    ]
    assert blocks[1].heading == "How"


def test_a_list_is_told_whole_with_what_leads_to_it() -> None:
    blocks = blocks_of(HTML)
    found = extract(blocks, asked("press refund", "en", {}), "how")
    assert as_text(found) == "In the shop:\n\n1. Open the order.\n2. Press Refund."
    led = extract(blocks, asked("the shop", "en", {}), "how")
    assert as_text(led) == as_text(found)
    assert as_text(extract(blocks, asked("five days", "en", {}), "how")) == "It takes five days."
    assert extract([], asked("x", "en", {})) == []


def test_who_asks_for_all_of_an_article_is_told_its_summary_and_its_first_steps() -> None:
    found = whole(blocks_of(HTML), "How a refund is made.")
    assert as_text(found) == "How a refund is made.\n\nIn the shop:\n\n1. Open the order.\n2. Press Refund."
    late = whole(blocks_of(f"<p>One.</p><h2 id='two'>Two</h2><p>2.</p>{HTML}"), "All of it.")
    assert as_text(late) == "All of it."  # steps far below may be for something else


def test_a_long_paragraph_is_told_from_its_best_sentence_on() -> None:
    filler = " ".join(
        f"This is sentence number {number} about nothing in particular." for number in range(30)
    )
    block = Block(Form.TEXT, f"{filler} Refunds take five working days to arrive. {filler}")
    found = extract([block], asked("how many days does a refund take", "en", {}))
    assert found[0].text.startswith("Refunds take five")
    assert len(found[0].text) <= LONGEST
