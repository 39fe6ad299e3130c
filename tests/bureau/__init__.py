"""A bureau's year, invented, and what its readers ask of it."""
