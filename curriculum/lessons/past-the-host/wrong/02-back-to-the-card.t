fails: out card host
misconception: A card without an address is not in use.
fault: card-not-on-it

  $ ifconfig bridge0 inet {host_address} delete
  $ ifconfig em0 inet {host_address}/24
  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  ...
  [2]
