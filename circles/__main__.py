"""``python -m circles`` is the command line."""

from circles.cli import main

main()
