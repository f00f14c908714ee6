"""A request that cannot be served: one clear sentence for the person who asked, and nothing half done."""

from __future__ import annotations


class Refusal(Exception):
    """What happened, where, and what to do, in one Chinese sentence.

    ``status`` is the HTTP status of the page that shows it; ``exit_code`` that of the command that prints it.
    """

    def __init__(self, message: str, *, status: int = 400, exit_code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.exit_code = exit_code
