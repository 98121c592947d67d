fails: wrong rejected name left
misconception: To have the text is to have read it.

  $ cp /usr/src/share/doc/papers/jail/SUMMARY /root/{sheet}
  $ sysctl security.jail > /tmp/variables
