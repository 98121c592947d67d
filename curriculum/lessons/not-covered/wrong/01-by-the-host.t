fails: sent full
misconception: What the host carries over, the jails have said to each other.

  $ echo {word} > /data/jail/{other}/tmp/heard; true
  $ rm -f /data/jail/{site}/tmp/big
