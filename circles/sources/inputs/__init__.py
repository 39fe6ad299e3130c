"""One module an input of the study: a raw table to the checked table that the stages exchange."""
