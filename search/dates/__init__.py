"""Date expressions of official prose -> DateSpans, for bulletins and queries alike; days -> office Chinese.

Only what names its days is a date: 近日, 春节前夕, 本月4日 and half-open periods (1949年以来, 3月31日前) are left out.
One regular expression (`grammar`) knows the forms, `periods` gives the days of a match once its first year is known;
`prose` and `clause` differ in how they choose a year that is not printed.
"""

from search.dates.clause import parse_date_bound, parse_date_clause, parse_date_range
from search.dates.numbers import chinese_number
from search.dates.prose import find_dates
from search.dates.wording import format_span

__all__ = ["chinese_number", "find_dates", "format_span", "parse_date_bound", "parse_date_clause", "parse_date_range"]
