"""What of an article answers; pure."""

from __future__ import annotations

from handrail.assistant.answering.conditions import with_conditions
from handrail.assistant.answering.drawing import as_html
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


def test_code_is_told_with_the_words_around_it_only() -> None:
    blocks = blocks_of(
        "<p>Upload the file, activate it:</p><pre>shop plugin install ./lamp.zip</pre><p>That is all.</p>"
    )
    told = extract(blocks, asked("install plugin lamp shop", "en", {}))
    assert told[0].form == Form.TEXT
    assert "shop plugin install ./lamp.zip" in as_text(told)


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


STEPS = """<p>Write to <a href="https://lamp.example/a?b=1&amp;c=2">us</a> or <a href="/x">them</a>.</p>
<ol start="3"><li>Open <b>Lamp, <code>a&lt;b</code></b>:<pre><code>x = 1
  y</code></pre></li><li><p>Press</p><p>again</p><ul><li>twice</li></ul></li><li>Done</li></ol>"""


def test_bold_code_links_and_the_numbers_of_steps_stay_as_the_article_has_them() -> None:
    blocks = blocks_of(STEPS)
    assert as_html(blocks) == (
        '<p dir="auto">Write to <a href="https://lamp.example/a?b=1&amp;c=2">us</a> or them.</p>'
        '<ol dir="auto" start="3"><li>Open <strong>Lamp, <code>a&lt;b</code></strong>:'
        "<pre>x = 1\n  y</pre></li>"
        '<li>Press<p>again</p><ul dir="auto"><li>twice</li></ul></li><li>Done</li></ol>'
    )
    assert as_text(blocks).endswith("3. Open Lamp, a<b:\nx = 1\n  y\n4. Press\nagain\n• twice\n5. Done")
    found = extract(blocks, asked("press", "en", {}))
    assert [one.text for one in found if one.number] == ["Open Lamp, a<b:", "Press", "twice", "Done"]


CACHE = """<p>This takes a minute:</p><ol><li>Open Lamp, Tools.</li><li>Press Empty cache.</li></ol>
<p>Load the page. On a multisite only a network administrator can do it.</p><p>With PHP 8.3 restart it.</p>
<p>Parcels arrive in three days.</p>"""


def test_the_condition_that_was_asked_about_is_told_too() -> None:
    blocks = blocks_of(CACHE)

    def told(question: str) -> str:
        how = asked(question, "en", {})
        return as_text(with_conditions(extract(blocks, how), blocks, how, known="Empty the cache"))

    steps = "This takes a minute:\n\n1. Open Lamp, Tools.\n2. Press Empty cache."
    assert told("empty cache") == steps
    assert told("empty cache multisite") == f"{steps}\n\n{MULTISITE}"
    assert "With PHP 8.3 restart it." in told("empty cache php 8.3")
    assert "Parcels" not in told("empty cache in the days before a release")


MULTISITE = "Load the page. On a multisite only a network administrator can do it."
