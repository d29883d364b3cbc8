"""What an index holds, told as a whole: a row for every issue, and its state as the last run left it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

import whoosh

from search.columns.snapshot import Snapshot
from search.corrections import UNUSED
from search.editions import copies, reissues
from search.manifest import Manifest
from search.model import Bulletin, Warning
from search.results import Edition, IndexStatus, IssueRow


def issue_row(bulletin: Bulletin, articles: int, edition: Edition) -> IssueRow:
    return IssueRow(
        bulletin.issue,
        articles,
        len(bulletin.warnings),
        bulletin.source,
        sum(len(section.titles) for section in bulletin.sections),
        tuple(sorted(Counter(warning.code for warning in bulletin.warnings).items())),
        bulletin.masthead,
        edition,
    )


def index_status(snapshot: Snapshot, run: Manifest, bulletins: Collection[Bulletin]) -> IndexStatus:
    """What is in the index, and what the last run of indexing said."""
    dated = snapshot.date[snapshot.is_article & (snapshot.date > 0)]
    warnings = [warning for bulletin in bulletins for warning in bulletin.warnings]
    warnings += [Warning(UNUSED, message) for message in run.unused]
    codes = Counter(warning.code for warning in warnings)
    return IndexStatus(
        issues=len(bulletins),
        articles=int(snapshot.is_article.sum()),
        first_date=dt.date.fromordinal(int(dated.min())) if len(dated) else None,
        last_date=dt.date.fromordinal(int(dated.max())) if len(dated) else None,
        generation=snapshot.generation,
        updated=run.updated,
        rejected=run.rejected,
        warnings=tuple(sorted(codes.items(), key=lambda item: (-item[1], item[0]))),
        unused=(*(w.message for b in bulletins for w in b.warnings if w.code == UNUSED), *run.unused),
        copies=tuple(copies(run.files)),
        reissues=tuple(reissues(run.files)),
        versions={**run.versions, "whoosh": ".".join(map(str, whoosh.__version__))},
    )
