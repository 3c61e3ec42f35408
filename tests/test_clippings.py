"""The clipping format: every part has its column or passage, every other word stays in the text."""

import pytest
from conftest import CLIPPING
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UserError
from kb.read import read_clippings
from kb.read.moments import iso_date


def kinds(article):
    return [(p.kind, article.text[p.start : p.end]) for p in article.passages]


def test_full_header():
    (article,) = read_clippings(CLIPPING, "geneva.txt")
    assert article.title == "Ministers to meet in Geneva"
    assert article.subtitle == "Talks on the grain corridor resume"
    assert (article.source, article.published) == ("example.org", "2025-05-30")
    assert [kind for kind, _ in kinds(article)] == [
        "title", "subtitle", "lead", "key_point", "heading", "body", "body",
    ]  # fmt: skip
    assert article.text.startswith("Ministers to meet in Geneva\n\nTalks on the grain")
    assert "Points of attention" not in article.text
    assert "•" not in article.text


def test_dateline_and_updated_line():
    text = (
        " date 2018-03-27 A title\nA title\n\nSource:  a.org\nUpdated: 27 March 2018, 19:40\n\n"
        "KYIV, 27 March (Agency) — The talks began.\n\nThey went on."
    )
    (article,) = read_clippings(text, "x")
    assert article.modified == "2018-03-27T19:40"
    assert kinds(article)[1:] == [
        ("dateline", "KYIV, 27 March (Agency) —"),
        ("lead", "The talks began."),
        ("body", "They went on."),
    ]


def test_plain_text_has_its_first_line_as_title():
    (article,) = read_clippings("Leaders met\n\nThe leaders met in Oslo.\n", "x.txt")
    assert (article.title, article.published, article.source) == ("Leaders met", None, None)


def test_a_single_line_is_text_not_title():
    (article,) = read_clippings("Putin met Xi in Beijing.", "x.txt")
    assert article.title is None
    assert kinds(article) == [("lead", "Putin met Xi in Beijing.")]


def test_lines_cut_at_a_fixed_width_are_one_paragraph():
    wrapped = "Title\n\n" + "\n".join(["The ministers of both states met again on Tuesday and then"] * 3)
    (article,) = read_clippings(wrapped, "x")
    assert len([p for p in article.passages if p.kind in ("lead", "body")]) == 1


def test_several_clippings_in_one_file():
    assert [a.published for a in read_clippings(CLIPPING + CLIPPING.replace("05-30", "05-31"), "x")] == [
        "2025-05-30",
        "2025-05-31",
    ]


def test_nothing_but_labels_is_an_error():
    with pytest.raises(UserError, match=r"^x holds no text\. Save the article's text into it\.$"):
        read_clippings("Points of attention\n", "x")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("27 March 2018, 19:40", "2018-03-27T19:40"),
        ("20 April 1990, 07:15 GMT", "1990-04-20T07:15+00:00"),
        ("2 June 2025", "2025-06-02"),
        ("2025-06", "2025-06"),
        ("Monday 07:15", None),
        ("March 2018", None),
    ],
)
def test_dates_have_no_part_that_the_words_do_not_have(words, date):
    assert iso_date(words) == date


@given(st.text(min_size=1).filter(lambda t: t.strip()))
def test_any_text_survives_and_passages_lie_in_it(text):
    try:
        articles = read_clippings(text, "x")
    except UserError:
        return
    for article in articles:
        ends = 0
        for passage in article.passages:
            assert ends <= passage.start < passage.end <= len(article.text)
            ends = passage.end


def test_words_of_the_body_are_all_kept():
    (article,) = read_clippings(CLIPPING, "x")
    body = CLIPPING.split("example.org")[1].replace("Points of attention", "").replace("•", "")
    for word in body.split():
        assert word in article.text
