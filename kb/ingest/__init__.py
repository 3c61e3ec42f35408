"""`kb ingest`: documents to rows, nothing lost and nothing written twice.

``reading`` turns documents into steps, the engine (here or in ``kb.workers``) turns articles into what they
say, ``writing`` puts it into the database; ``run`` is one run of all three.
"""

from kb.ingest.reading import Extractor, Options, distinct
from kb.ingest.run import ingest
from kb.ingest.summary import Summary
from kb.ingest.writing import Writer, reread, unwritten

__all__ = ["Extractor", "Options", "Summary", "Writer", "distinct", "ingest", "reread", "unwritten"]
