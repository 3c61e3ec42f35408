"""Mentions to actors and places; reports to events. Nothing here reads or writes a database."""

from kb.resolve.article import resolve_article
from kb.resolve.events import event_key, event_title, side

__all__ = ["event_key", "event_title", "resolve_article", "side"]
