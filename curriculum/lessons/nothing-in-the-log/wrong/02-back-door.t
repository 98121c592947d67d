fails: corner clean
misconception: The host can write for the jail.
fault: not-mounted

  $ echo ready > /usr/jails/base/var/log/{app}.log
