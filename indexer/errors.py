"""The errors that indexing can raise. A rejected file is told and the rest goes on."""


class IndexerError(Exception):
    """Base of what indexing can raise; the message is shown to the user."""


class Rejected(IndexerError):
    """A file that cannot be read as a bulletin: `code` for counting, the message says what was found and what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)  # both: it travels between processes
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class Locked(IndexerError):
    """Another process is writing the index."""


class NoCorpus(IndexerError):
    """The folder that should hold the bulletins does not exist."""


class NoEarlier(IndexerError):
    """There is no generation of the index to go back to."""


class NotWritten(IndexerError):
    """A run could not write what it should, or read where it had to; the old index stays."""


class Unsound(IndexerError):
    """What was made is not what it should be; the old index stays."""


class Damaged(IndexerError):
    """The index cannot be used and has to be built anew."""
