"""Rows with a place on the earth: where they say they are, which are accepted, and whether they are shifted."""
