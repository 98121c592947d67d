fails: heard nodisk nobpf file started
misconception: Whoever takes the mode away takes the disk away.

  $ jexec {site} chmod 0 /dev/ada0 /dev/bpf
  $ jexec {site} dd if=/dev/ada0 of=/dev/null count=1
  dd: /dev/ada0: Operation not supported by device
  0+0 records in
  0+0 records out
  0 bytes transferred in 0.000009 secs (0 bytes/sec)
  [1]
