"""sshd(8): logins from other hosts."""
