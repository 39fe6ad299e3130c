"""Questions of how far people walk: the least total walk, the least worst walk."""
