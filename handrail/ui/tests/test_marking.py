import pytest

from handrail.ui.marking import marked


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("Your licence is here", "licen", "Your <mark>licence</mark> is here"),
        ("Factură greșită", "gresita", "Factură <mark>greșită</mark>"),
        ("Не приходит письмо", "ПИСЬМО", "Не приходит <mark>письмо</mark>"),
        ("relicence", "licence", "relicence"),
        ("nothing", "", "nothing"),
        ("ﬁle and file", "file", "<mark>ﬁle</mark> and <mark>file</mark>"),
    ],
)
def test_words_are_marked_whatever_their_case_and_accents(text: str, question: str, shown: str) -> None:
    assert str(marked(text, question)) == shown


def test_what_customers_write_is_never_markup() -> None:
    assert str(marked("<b>lamp</b>", "lamp")) == "&lt;b&gt;<mark>lamp</mark>&lt;/b&gt;"
    assert "<script" not in str(marked("<script>alert(1)</script>", "script alert"))
