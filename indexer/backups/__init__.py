"""One file that holds the generation in use and the lexicon: made, checked, put back, freed of what was withdrawn."""
