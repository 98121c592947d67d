fails: answered permission lasts
misconception: ping is refused because it is not root.
fault: not-started-since

  $ jexec {mon} chmod u+s /sbin/ping
  $ jexec {mon} ping -q -c 1 {target}
  ping: ssend socket: Operation not permitted
  [71]
