"""ifconfig(8): interfaces, their addresses, and bridges."""
