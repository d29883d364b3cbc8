"""An article as it is cited: by GB/T 7714-2015, and plainly, as offices do."""

import datetime as dt

from search.model import Issue


def gb7714(title: str, issue: Issue, accessed: dt.date, address: str) -> str:
    """岚州市民政局．岚州市召开……［J/OL］．岚州民政简报，2024（3）［2024-04-02］．http://…

    GB/T 7714-2015, 4.4 (a part of a serial) and 4.6 (online): what is not printed is left out.
    """
    publisher = f"{issue.publisher}．" if issue.publisher else ""
    name = f"{issue.name}，" if issue.name else ""
    return f"{publisher}{title}［J/OL］．{name}{_number(issue)}［{accessed.isoformat()}］．{address}"


def _number(issue: Issue) -> str:
    if issue.year:
        return f"{issue.year}（{issue.number}）" if issue.number is not None else str(issue.year)
    return issue.date.isoformat() if issue.date else ""
