"""A folder of files nobody described: listed, glimpsed at, recognised, read on trial."""
