"""Where the next centers go: whole-number questions answered with a proof; docs/siting.md holds the mathematics."""
