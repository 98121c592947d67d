"""route(8): the routing table."""
