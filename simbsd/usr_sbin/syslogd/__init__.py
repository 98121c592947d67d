"""syslogd(8): the daemon that writes the system log."""
