"""Side by side with peers: the same input, the same run, the answers compared before the times."""
