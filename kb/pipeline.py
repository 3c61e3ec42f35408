"""The whole story: an article in, everything it says out."""

from __future__ import annotations

from kb import __version__, language
from kb.extract import extract_reports, extract_statements, extract_times
from kb.language.sentences import segment
from kb.records import Article, Extraction, Passage
from kb.resolve import resolve_article


def load(engine: language.Engine = "neural") -> None:
    """Load vocabularies and model now (0.5 s) rather than with the first article; again, it does nothing."""
    text = "The Foreign Ministry in Oslo said on Monday that Norway would hold talks."
    extract(Article(text, (Passage("lead", 0, len(text)),), "nothing", published="2025-01-01"), engine)


def signature(engine: language.Engine) -> str:
    """Engine with its version and kb's: what articles and files are marked with, to be read anew if it changes."""
    return f"{language.version(engine)} {__version__}"


def engine_of(signed: str) -> language.Engine:
    """The engine of a signature."""
    return "rules" if signed.startswith(language.version("rules")) else "neural"


def extract(article: Article, engine: language.Engine = "neural") -> Extraction:
    """Read one article and resolve what it says; touches neither disk nor network."""
    if article.language not in (None, "en"):
        # No engine for it: the text is kept and searched, and nothing is claimed of it.
        sentences = segment(article.text, article.passages)
        return Extraction(article, sentences=tuple(s.span for s in sentences))
    reading = language.read(article.text, article.passages, engine)
    times = extract_times(article.text, reading.sentences, article.published)
    statements = extract_statements(article, reading)
    reports = extract_reports(article, reading, times)
    return resolve_article(article, reading, times, statements, reports)
