"""Bytes to text: encodings are recognised, and what is not text is refused in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UserError
from kb.read.decode import decode

RUSSIAN = "Министр иностранных дел России заявил, что переговоры в Стамбуле продолжатся на следующей неделе."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-8-sig"),
        ("Talks in São Tomé and Bogotá, said Élise Müller.", "latin-1"),
        ("“Curly” quotes – and a dash, in Windows.", "cp1252"),
        ("The talks began in Geneva on Monday.", "utf-16-le"),
        ("The talks began in Geneva on Monday.", "utf-16-be"),
    ],
)
def test_encodings_are_read_correctly(text, encoding):
    assert decode(text.encode(encoding), "x") == text


def test_line_ends_become_unix():
    assert decode(b"a\r\nb\rc", "x") == "a\nb\nc"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x is empty. Save the article's text into it, or remove it."),
        (b" \n ", "x is empty. Save the article's text into it, or remove it."),
        (b"%PDF-1.7", "x is a PDF, not text. Save the article as plain text (.txt)."),
        (b"\x89PNG\r\n", "x is a picture, not text. Save the article as plain text (.txt)."),
        (bytes(range(256)) * 9, "x is not text. Save the article as plain text (.txt) in UTF-8."),
        (
            bytes(50_000_000),
            "x is 50 MB long, too long for one article. "
            "Split it into files of less than 20 MB, one article each.",
        ),
    ],
)
def test_what_is_not_an_article_is_refused(data, message):
    with pytest.raises(UserError) as caught:
        decode(data, "x")
    assert str(caught.value) == message


@given(st.binary())
def test_any_bytes_give_text_or_one_sentence(data):
    try:
        text = decode(data, "x")
    except UserError:
        return
    assert text.strip()
    assert "\r" not in text


@given(st.text().filter(lambda t: t.strip()))
def test_utf8_survives(text):
    try:
        decoded = decode(text.encode("utf-8", "surrogatepass"), "x")
    except UserError:
        return
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    assert decoded == plain or "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
