"""Classes: roles, rosters, assignments, marks."""
