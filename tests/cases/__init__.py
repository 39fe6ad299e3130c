"""What people hand over: tables, files and graphs of every kind, with the right answer typed by hand."""
