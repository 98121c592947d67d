"""sysrc(8): the variables of rc.conf(5)."""
