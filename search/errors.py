"""The errors that searching can raise; only `web` turns them into HTTP and only the command line into exit codes."""

from collections.abc import Sequence


class SearchError(Exception):
    """Base of what a search can raise; the message is shown to the user."""


class BadRequest(SearchError):
    """A parameter makes no sense (a date that is none, a negative limit). No query is ever a syntax error."""

    def __init__(self, message: str, *parameters: str, others: "Sequence[BadRequest]" = ()) -> None:
        """`parameters` by their names outside Python; `others` are wrong in the same request."""
        super().__init__(message)
        own = tuple((parameter, message) for parameter in parameters)
        self.wrong: tuple[tuple[str, str], ...] = own + tuple(pair for other in others for pair in other.wrong)


class NotFound(SearchError):
    """No article, issue or person has this id."""


class Withdrawn(NotFound):
    """What had this id was withdrawn by staff."""


class IndexMissing(SearchError):
    """There is no index, or it cannot be used: unreadable, written by another version, or writable by others."""
