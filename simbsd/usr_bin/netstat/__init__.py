"""netstat(1): routes, interfaces, sockets and statistics."""
