"""dhclient(8), in parts."""
