A jail's life from the command line. Source: facts 1.2, 1.3, 2.2, 3.1 (usr.sbin/jail, usr.sbin/jls).

The table has its header even when there is nothing to list.

  $ jls
     JID  IP Address      Hostname                      Path

A jail needs something to live for, and a name that is free.

  $ jail -c name=www path=/
  jail: new jail must persist or attach
  [1]
  $ jail -c name=www path=/nope persist
  jail: path /nope: No such file or directory
  [1]
  $ jail -c name=www path=/ host.hostname=www.example.org ip4.addr=192.0.2.10 persist
  $ jail -c name=www path=/ persist
  jail: "www" already exists
  [1]
  $ jls
     JID  IP Address      Hostname                      Path
       1  192.0.2.10      www.example.org               /
  $ jls -v
     JID  Hostname                      Path
          Name                          State
          CPUSetID
          IP Address(es)
       1  www.example.org               /
          www                           ACTIVE
          3
          192.0.2.10
  $ jls -j www -h jid name persist host.hostname
  jid name persist host.hostname
  1 www true www.example.org

What can be changed, and what cannot.

  $ jail -m name=www host.hostname=web.example.org
  $ jls -j www host.hostname
  web.example.org
  $ jail -m name=www path=/tmp
  jail: path cannot be changed after creation
  [1]
  $ jail -m name=www vnet
  jail: vnet cannot be changed after creation
  [1]

An empty jail that no longer persists is gone; its number is not used again.

  $ jail -m name=www nopersist
  $ jls -j www
     JID  IP Address      Hostname                      Path
  jls: jail "www" not found
  [1]
  $ jail -i -c name=www path=/ persist
  2
  $ jail -r www
  $ jail -r www
  jail: "www" not found
  [1]
  $ jexec www true
  jexec: jail "www" not found
  [1]
