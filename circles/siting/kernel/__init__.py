"""Covering and median problems in whole numbers: instance, solution, exchange, bounds, branching."""
