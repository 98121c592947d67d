fails: written enabled booted
misconception: A jail that runs and persists will be there tomorrow.

  $ jail -c name={jail} path=/usr/jails/{jail} ip4.addr={address} persist
