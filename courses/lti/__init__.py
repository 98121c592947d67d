"""LTI 1.3: a learning platform opens courses here, links their assignments, names their people, takes their marks."""
