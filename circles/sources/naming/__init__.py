"""Lists without coordinates: names compared, places proposed."""
