"""jail(8): make, change and remove jails, from the command line or from jail.conf(5)."""
