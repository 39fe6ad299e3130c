"""Mixed-integer models to HiGHS and back, in a process that is watched."""
