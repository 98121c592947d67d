"""jq(1): a filter for JSON, as a port would install it."""
