fails: inside renamed
misconception: A file put there from outside shows that something ran inside.

  $ mkdir -p /tmp/{room}/bin
  $ cp /rescue/sh /tmp/{room}/bin
  $ echo built > /tmp/{room}/{note}
