"""What the index holds and how it answers: text in, hits, totals and facets out. Knows no Flask and no file format."""
