fails: page waits numbers
misconception: If the file says so, the machine has to follow.
fault: at-the-old-address

  $ jexec {server} ifconfig epair0b inet {old_address}/24 alias
  $ jexec {server} service httpd_lite start
  ...
  $ jexec {client} ping -q -c 1 -t 1 {old_address}
  ...
