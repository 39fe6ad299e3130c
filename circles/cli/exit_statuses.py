"""Exit statuses of the command line, beside 0 and the three of ``circles check``."""

UNUSABLE = 2
"""What was asked cannot be done as it was asked."""

UNEXPECTED = 3
"""A fault that is not the user's, or an answer that could not be shown."""

INTERRUPTED = 130
"""Ctrl-C ended the run, as shells have it."""
