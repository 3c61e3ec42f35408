"""The one error a user's mistake can cause.

Every message is two parts, the problem and the next step; the command line prints
``Error: <problem> <next step>`` and exits 1. Anything else that escapes is a defect of kb.
"""

from __future__ import annotations


class UserError(Exception):
    """A mistake or obstacle on the user's side, with the step that gets past it."""

    def __init__(self, problem: str, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        """Errors of documents read in another process come back by pickle."""
        return UserError, (self.problem, self.next_step)


def defect(name: str, error: Exception) -> UserError:
    """What to tell of a document or article that broke kb: no mistake of the user's."""
    problem = f"{name} could not be read: {type(error).__name__}: {error}."
    return UserError(problem, "This is a defect of kb; please report it with the file.")
