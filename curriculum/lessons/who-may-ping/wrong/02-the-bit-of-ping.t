fails: answered permission lasts written
misconception: ping is refused because it is not root.
fault: taken-back

  $ jexec {mon} chmod u+s /sbin/ping
  $ jexec {mon} ping -q -c 1 {target}
  ping: ssend socket: Operation not permitted
  [71]
