"""Columns: what evaluation needs of a segment as arrays, derived from it, a set per segment.

`build` derives them from a segment's stored documents, `store` keeps them beside the index as memory-mapped files,
`snapshot` puts the segments of one commit together for the searcher.
"""
