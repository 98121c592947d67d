fails: here same tables
misconception: There can be one server at a port: it has to move.

  $ jexec {jail} daemon -f nc -k -l {port}
  $ nc -z -v {jail_address} {port}
  Connection to {jail_address} {port} port *succeeded! (glob)
  $ netstat -rn -4
  ...
