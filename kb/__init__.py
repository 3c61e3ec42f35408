"""kb: an open event-timeline knowledge base for diplomacy."""

__version__ = "0.1.0"
