  $ cmp /usr/bin/nc /usr/jails/{jail}/usr/bin/nc
  $ daemon -f nc -k -l {port}
  $ jexec {jail} daemon -f nc -k -l {port}
  $ nc -z -v {host_address} {port}
  Connection to {host_address} {port} port *succeeded! (glob)
  $ nc -z -v {jail_address} {port}
  Connection to {jail_address} {port} port *succeeded! (glob)
  $ jexec {jail} netstat -rn -4
  Routing tables

  Internet:
  Destination        Gateway            Flags     Netif Expire
  {lan}*link#5*U*epair0b (glob)
  {jail_address}*link#3*UHS*lo0 (glob)
  127.0.0.1          link#3             UH          lo0
