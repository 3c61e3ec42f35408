"""What `kb extract` prints of an extraction: one attribution for a quotation, attitudes marked."""

from kb.export import attributions
from kb.records import Article, Extraction, Passage, Span, Statement

TEXT = (
    '"We came to listen," Odermatt said in Bern. "We shall go on." He left. '
    'Berne was ready, he added. "Nobody objected."\n\nFrance wants peace.'
)


def statement(words, source=None, cue=None, attitude=False):
    def span(part):
        return Span(TEXT.index(part), TEXT.index(part) + len(part)) if part else None

    content = tuple(s for s in (span(words),) if s)
    return Statement(span(source), span(cue), content, "direct", attitude=attitude)


def test_a_quotation_that_goes_on_is_one_attribution():
    article = Article(TEXT, (Passage("body", 0, len(TEXT)),), "x")
    said = (
        statement("We came to listen", "Odermatt", "said"),
        statement("We shall go on", "Odermatt"),
        statement("Berne was ready", "he", "added"),
        statement("Nobody objected", "he"),
    )
    wanted = (statement("peace", "France", "wants", attitude=True),)
    found = attributions(Extraction(article, statements=said, unstored=wanted))
    assert [[TEXT[s.start : s.end] for s in one.content] for one in found] == [
        ["We came to listen", "We shall go on"],
        ["Berne was ready"],  # no quotation, so what follows does not go on with it
        ["Nobody objected"],
        ["peace"],
    ]
    assert [one.attitude for one in found] == [False, False, False, True]
