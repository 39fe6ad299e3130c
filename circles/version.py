"""The version: the one place that says it. CHANGELOG.md says what it means."""

__version__ = "0.2.0.dev0"
