"""Norms as data: clauses read row by row, what each needs to be known, what is observed of it, and its verdict."""
