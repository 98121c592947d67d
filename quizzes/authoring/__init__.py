"""Items that teachers write in the page: a form for each kind, a process to try them in, a table to keep them."""
