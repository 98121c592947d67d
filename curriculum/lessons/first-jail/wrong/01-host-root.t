fails: made named gone
misconception: A persistent jail ends when its last process does.

The jail has the host's own root and no name; the old one was emptied by killing, which a persistent jail survives.

  $ jail -c name={jail} path=/ ip4.addr=10.0.2.15 persist
  $ jexec {jail} sleep {naptime} &
  $ jexec {jail} ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ killall -j {old} sleep
