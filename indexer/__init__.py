"""Builds the index: bulletin files in, committed segments out."""
