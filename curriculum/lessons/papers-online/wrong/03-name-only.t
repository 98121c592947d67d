fails: answered first second
misconception: A name that resolves is a page that was fetched.

  $ host papers.freebsd.org
  * has address 192.0.2.81 (glob)
  papers.freebsd.org has IPv6 address 2001:db8:0:10::81
  $ cat papers.freebsd.org
  cat: * No such file or directory (glob)
  [1]
  $ mkdir -p /root/{shelf}
  $ echo 2003 > /root/{shelf}/compare
