"""The ledger of problems: what stands in it now, and what became of what stood in it before."""
