"""Items that teachers write in the page: a form for each kind, a process to try them in, a table to keep them."""

MODULE = "written"  # that written items are of, in place of a module of the path
