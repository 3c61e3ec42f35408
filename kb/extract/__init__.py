"""Spans to records: time expressions, statements and event reports, still without actors."""

from kb.extract.reports import extract_reports
from kb.extract.statements import extract_statements
from kb.extract.times import extract_times

__all__ = ["extract_reports", "extract_statements", "extract_times"]
