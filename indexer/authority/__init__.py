"""What staff do with the lexicon by commands: edits of its tables, checks of all of them, and what an edit changes."""
