"""Who is meant: names, capitals, offices on the day, pronouns, spokesmen, and those no list knows.

Read by the engine of rules, whose spans do not change with a model: what is tested is resolving them.
"""

import pytest

from kb.language import read
from kb.pipeline import extract
from kb.read import read_clippings
from kb.records import Article, Passage, Span
from kb.resolve.linking import assemble
from kb.resolve.memory import Memory
from kb.resolve.phrases import actor_of


def article(body, published="2025-05-30"):
    (one,) = read_clippings(f" date {published} Headline of the day\nHeadline of the day\n\n{body}\n", "x")
    return extract(one, "rules")


def said(body, published="2025-05-30"):
    return [(s.speaker, s.on_behalf_of) for s in article(body, published).statements]


def mentioned(body, published="2025-05-30"):
    found = article(body, published)
    return {(found.article.text[m.span.start : m.span.end], m.actor) for m in found.mentions}


def test_a_capital_is_a_place_after_in_and_a_government_elsewhere():
    found = article("Moscow demanded talks. The talks were held in Moscow.")
    assert [m.actor for m in found.mentions] == ["russia"]
    assert "moscow" in {p.id for p in found.places}


def test_brussels_is_the_union():
    assert ("Brussels", "european-union") in mentioned("Brussels rejected the offer.")


def test_transliterations_are_one_person():
    for spelling in ("Zelensky", "Zelenskyy", "Zelenskiy"):
        assert (f"Volodymyr {spelling}", "volodymyr-zelenskyy") in mentioned(f"Volodymyr {spelling} met Xi.")


@pytest.mark.parametrize(
    ("published", "holder"),
    [("2008-05-01", "george-w-bush"), ("2014-05-01", "barack-obama"), ("2025-05-01", "donald-trump")],
)
def test_the_day_decides_who_the_president_is(published, holder):
    assert said("The US president said that the talks had failed.", published) == [(holder, None)]


def test_a_surname_means_the_one_in_office():
    assert ("Bush", "george-h-w-bush") in mentioned("Bush met Gorbachev in Malta.", "1989-12-03")
    assert ("Bush", "george-w-bush") in mentioned("Bush met Putin in Slovenia.", "2001-06-16")


def test_a_spokesman_is_found_by_whom_he_speaks_for():
    body = "According to Putin's spokesman, official Moscow intends to discuss security with Brussels."
    assert said(body) == [("dmitry-peskov", "russia")]


def test_he_is_the_last_speaker():
    body = "Emmanuel Macron said that France would help. He said that the aid would come soon."
    assert said(body) == [("emmanuel-macron", None), ("emmanuel-macron", None)]


def test_she_is_a_woman_spoken_of():
    body = "Ursula von der Leyen met Emmanuel Macron. She said that the talks would go on."
    assert said(body)[-1] == ("ursula-von-der-leyen", None)


def test_unnamed_sources_have_words_and_no_speaker():
    found = article("Two EU officials said that the talks would go on.")
    (statement,) = found.statements
    assert statement.speaker is None
    assert found.article.text[statement.source.start : statement.source.end] == "Two EU officials"


def test_a_person_whom_no_list_knows_gets_a_row():
    found = article('"We made tea," said Pham Quoc Lam, a section head. Lam said that he was tired.')
    (person,) = [a for a in found.actors if a.type == "person"]
    assert (person.id, person.name, person.wikidata) == ("pham-quoc-lam", "Pham Quoc Lam", None)
    assert [s.speaker for s in found.statements] == ["pham-quoc-lam", "pham-quoc-lam"]


def test_ministries_belong_to_their_state():
    names = {a.name for a in article("Brazil's foreign ministry condemned the attack.").actors}
    assert (
        any("Foreign" in n and "Brazil" in n for n in names)
        or "Ministry of Foreign Affairs (Brazil)" in names
    )


def test_a_headline_repeated_in_the_body_is_one_event_and_one_statement():
    text = (
        " date 2025-05-30 Putin met Xi\nPutin met Xi\n\nPutin met Xi in Beijing\nSource:  a.org\n\n"
        "Vladimir Putin met Xi Jinping in Beijing on Thursday, the Kremlin said.\n\n"
        "Points of attention\n\n  • Putin met Xi in Beijing, the Kremlin said.\n"
    )
    (one,) = read_clippings(text, "x")
    found = extract(one, "rules")
    assert len({r.cluster for r in found.reports if r.type == "CONSULT"}) == 1
    assert len(found.statements) == 1


def test_a_round_announced_in_several_sentences_is_one_planned_event():
    found = article(
        "Dmitry Peskov confirmed that the Russian delegation intends to fly to Istanbul for a second "
        "round of negotiations with Ukraine.\n\n"
        "As early reports have it, it will be held on June 2 in Istanbul.\n\n"
        "In Istanbul there will be negotiations between Russia and Ukraine, he said."
    )
    (event,) = {(r.cluster, r.type) for r in found.reports}
    assert event[1] == "CONSULT"
    dated = next(r for r in found.reports if r.date == "2025-06-02")
    assert (dated.status, dated.place) == ("planned", "istanbul")
    assert {a.actor for a in dated.actors} == {"russia", "ukraine"}


@pytest.mark.parametrize(
    ("body", "behalf"),
    [
        ("Russian leader Vladimir Putin supports a meeting with Xi, Kremlin spokesman Dmitry Peskov said.",
         "vladimir-putin"),
        ("As the spokesman of the Kremlin, Dmitry Peskov, noted, Putin's team expects that the drafts "
         "will be discussed.", "vladimir-putin"),
        ("Moscow is glad that its concerns are understood, Dmitry Peskov said.", "russia"),
        ("Putin met Xi in Beijing, Dmitry Peskov said.", None),
        ("France wants a truce, Dmitry Peskov said.", None),
    ],
)  # fmt: skip
def test_on_whose_behalf(body, behalf):
    assert ("dmitry-peskov", behalf) in said(body)


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("Emmanuel Macron, who spoke in Paris, left.", "who", "emmanuel-macron"),
        ("France, which Emmanuel Macron leads, objected.", "which", "france"),
        ("Emmanuel Macron left. The man who spoke was unknown.", "who", None),
        (
            "Qatar wanted talks. Its foreign minister said so.",
            "Its foreign minister",
            "mohammed-bin-abdulrahman-bin-jassim-al-thani",
        ),
    ],
)
def test_words_that_stand_for_somebody(text, word, actor):
    passage = Passage("lead", 0, len(text))
    one = Article(text, (passage,), "x", published="2018-05-30")
    cast = assemble(one, read(text, [passage], "rules"))
    start = text.index(word)
    assert actor_of(cast, Memory(cast), Span(start, start + len(word)))[0] == actor


def test_nobody_has_two_roles_in_one_report(sample_db, rows):
    twice = rows(
        sample_db,
        "SELECT report_id, actor_id FROM event_report_actors "
        "GROUP BY report_id, actor_id HAVING count(*) > 1",
    )
    assert rows(sample_db, "SELECT count(*) FROM event_report_actors") > [(100,)]
    assert twice == []
