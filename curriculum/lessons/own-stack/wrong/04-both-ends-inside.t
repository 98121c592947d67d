fails: cable host-end ping
misconception: A cable belongs to the jail as a whole.

The whole cable is in the jail.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b vnet {jail}
  $ ifconfig epair0a vnet {jail}
  $ jexec {jail} ifconfig epair0b {jail_address}/24 up
  $ jexec {jail} ifconfig lo0 127.0.0.1/8 up
