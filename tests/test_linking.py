"""Names and descriptions to actors, class by class; read by the engine of rules, whose spans stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.reading import Name, Reading
from kb.language.sentences import segment
from kb.pipeline import extract
from kb.records import Article, Passage, Span
from kb.resolve.apposition import descriptions
from kb.resolve.linking import assemble
from kb.resolve.states import is_passing
from kb.vocabulary import NameUse
from kb.vocabulary.spelling import people_spelled_like, same_spelling


def article(text, published="2025-05-30", kind="lead"):
    return Article(text, (Passage(kind, 0, len(text)),), "x", published=published)


def actors(text, published="2025-05-30"):
    return {a.id for a in extract(article(text, published), "rules").actors}


def linked(text, word, type_="person", published="2025-05-30", *, known=False, kind="lead"):
    """Whom a name means that an engine has found at ``word``."""
    one = article(text, published, kind)
    start = text.index(word)
    span = Span(start, start + len(word))
    cast = assemble(one, Reading(text, segment(text, one.passages), (Name(span, type_, known),), (), ()))
    return cast.at(span)


@pytest.mark.parametrize(
    ("text", "word", "passing"),
    [
        ("A blast in Hasaka, Syria, killed two.", "Syria", True),
        ("Attacks in Syria and Iraq went on.", "Iraq", True),
        ("The people of Iraq deserve better.", "Iraq", True),
        ("The leaders of France met.", "France", False),
        ("Leaders from Germany, France and Italy met.", "France", True),
        ("France rejected the plan.", "France", False),
        ("Iran and Iraq signed a treaty.", "Iraq", False),
        ("Russia's army withdrew.", "Russia", False),
    ],
)
def test_a_state_named_in_passing(text, word, passing):
    start = text.index(word)
    use = NameUse(word.lower(), "name", "country")
    assert is_passing(article(text), Span(start, start + len(word)), use) is passing


def test_what_only_describes_is_no_actor():
    assert "switzerland" not in actors("A Swiss aircraft landed. Iran rejected the offer.")
    assert "switzerland" in actors(
        "Swiss officials met the envoys. Iran rejected the Swiss offer. Switzerland agreed."
    )


def test_a_currency_is_no_state():
    assert "united-states" not in actors("The deal is worth US$5 billion. Iran rejected the offer.")


def test_a_capital_after_according_to_speaks():
    assert "russia" in actors("According to Moscow, the talks would go on.")


@pytest.mark.parametrize(
    ("text", "word", "person"),
    [
        ("Prime Minister Al-Abadi thanked them.", "Al-Abadi", "haider-al-abadi"),
        ("Secretary Kerry met them.", "Kerry", "john-kerry"),
        ("Bush met them.", "Bush", "george-w-bush"),
        ("Operator 1st Class Keating was killed.", "Keating", None),
        ("General Salim Idris spoke.", "Salim", None),
        ("Major Ilan Sharvit denied it.", "Major", None),
        ("Volodymyr Zelenskiy spoke.", "Volodymyr Zelenskiy", "volodymyr-zelenskyy"),
        ("Muhammad Morsy spoke.", "Muhammad Morsy", "mohamed-morsi"),
    ],
)
def test_people_by_surname_title_and_spelling(text, word, person):
    day = "2006-05-01" if word == "Bush" else "2015-05-01"
    assert linked(text, word, published=day, known=word in ("Bush", "Keating", "Salim", "Major")) == person


def test_a_surname_needs_somebody_in_office():
    assert linked("Corbyn spoke.", "Corbyn", published="1990-05-01", known=True) is None


def test_names_that_headlines_alone_give_are_nobody():
    assert linked("Coalition Strikes Mosul", "Coalition Strikes Mosul", "organisation", kind="title") is None
    assert linked("The Harbour Watch spoke.", "Harbour Watch", "organisation") == "harbour-watch"


@pytest.mark.parametrize("word", ["Armed Forces", "European", "pull", "Government"])
def test_general_words_are_no_organisation(word):
    assert linked(f"The {word} spoke.", word, "organisation") is None


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("The National Security Adviser left.", "National Security", None),
        ("North Korean First Vice Foreign Minister Choe left.", "North Korean First", None),
        ("The Oslo Herald editor left.", "Oslo Herald", "oslo-herald"),
    ],
)
def test_half_of_an_office_is_no_organisation(text, word, actor):
    assert linked(text, word, "organisation") == actor


def test_a_description_that_begins_with_a_known_body_means_it():
    one = article("The Al Jazeera bureau closed.")
    span = Span(4, len("The Al Jazeera bureau"))
    names = (Name(span, "organisation", False),)
    cast = assemble(one, Reading(one.text, segment(one.text, one.passages), names, (), ()))
    assert [(cast.words(m.span), m.actor) for m in cast.mentions] == [
        ("Al Jazeera", "al-jazeera-media-network")
    ]


def test_a_name_shared_by_many_countries_needs_its_own():
    assert linked("The Labour Party lost.", "Labour Party", "organisation", known=True) == "labour-party"


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("Ukraine's air force counted 85 drones.", "ukrainian-air-force"),
        ("The parliament in Ankara voted.", "grand-national-assembly-of-turkey"),
        ("The Iraqi government objected.", "iraq"),
        ("The government in Havana objected.", "cuba"),
        ("Bashar al-Assad stayed away. The Assad regime objected.", "syria"),
        ("Washington waits. The Treasury imposed sanctions.", "united-states-department-of-the-treasury"),
        (
            "Emmanuel Macron spoke. His foreign ministry said that it agreed.",
            "ministry-for-europe-and-foreign-affairs",
        ),
    ],
)
def test_institutions(text, institution):
    assert institution in actors(text)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Its ambassador", None),
        ("The US ambassador to Russia", "michael-mcfaul"),
        ("The US ambassador", None),
    ],
)
def test_an_ambassador_is_found_by_where_he_was_sent(words, person):
    text = f"The EU objected. {words} said that it was late."
    (statement,) = extract(article(text, "2013-05-30"), "rules").statements
    assert statement.speaker == person


def test_opposition_to_something_is_no_party():
    assert not {a for a in actors("Turkish opposition to the deal grew.") if "opposition" in a}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Swiss president Karin Keller spoke.", "Karin Keller", ["Swiss president"]),
        ('said Pham Quoc Lam, a section head in the city\'s office, "no".', "Pham Quoc Lam",
         ["a section head in the city's office"]),
        ("its foreign minister, Peter Szijjarto, maintains", "Peter Szijjarto", ["its foreign minister"]),
        ("He met Karin Keller and left.", "Karin Keller", []),
        ("The bill failed in Venezuela. Duque's foreign minister Carlos Trujillo spoke.", "Carlos Trujillo",
         ["Duque's foreign minister"]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name(text, name, words):
    start = text.index(name)
    found = descriptions(text, Span(start, start + len(name)))
    assert [text[s.start : s.end] for s in found] == words


@given(st.text(max_size=200), st.data())
def test_any_text_can_be_looked_at_for_descriptions(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for span in descriptions(text, Span(start, end)):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zelensky", "Zelenskiy", True),
        ("Peskov", "Pskov", False),
        ("Ruhollah Khomeini", "Ruhollah Khamenei", False),
        ("Abdel Fattah el-Sisi", "Abdelfattah al-Sisi", True),
        ("Mohammed Abdul Salam", "Muhammad Abdulsalam", True),
        ("Sergey Lavrov", "Sergey Labrov", False),
    ],
)
def test_spellings_of_one_name(one, other, same):
    assert same_spelling(one, other) is same
    assert same_spelling(other, one) is same


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_words_can_be_compared(one, other):
    assert same_spelling(one, other) == same_spelling(other, one)
    people_spelled_like(f"{one} {other}")
