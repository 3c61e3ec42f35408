"""Scores of the rows against annotated articles, and floors below which they must not fall."""

from kb.evaluate.floors import check_floors
from kb.evaluate.folder import Figures, evaluate_folder, render

__all__ = ["Figures", "check_floors", "evaluate_folder", "render"]
