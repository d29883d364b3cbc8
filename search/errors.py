"""The errors that searching can raise; only `web` turns them into HTTP and only the command line into exit codes."""


class SearchError(Exception):
    """Base of what a search can raise; the message is shown to the user."""


class BadRequest(SearchError):
    """A parameter makes no sense (a date that is none, a negative limit). No query is ever a syntax error."""


class NotFound(SearchError):
    """No article, issue or person has this id."""


class IndexMissing(SearchError):
    """There is no index, or it cannot be used: unreadable, written by another version, or writable by others."""
