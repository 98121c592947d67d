fails: disabled unloaded old
misconception: The old form is gone.

  $ jail -c name=old path=/usr/jails/{site} host.hostname={site}.example.org ip4.addr={address} command=/bin/hostname
  {site}.example.org
  $ jail -c name={new} path=/ vnet persist
