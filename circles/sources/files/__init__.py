"""One module a format: what a file is by its bytes, what is refused before a reader opens it, and the limits of all."""
