"""Questions of who is within the walk: most people, fewest or cheapest centers, capacities, the worst-off first."""
