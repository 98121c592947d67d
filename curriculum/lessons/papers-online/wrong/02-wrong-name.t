fails: second compare
misconception: The server of a name knows every file that one thinks of.

  $ mkdir -p /root/{shelf}
  $ fetch -q -o /root/{shelf}/{first}.txt http://papers.freebsd.org/{first}.txt
  $ fetch -q -o /root/{shelf}/{second}.txt http://papers.freebsd.org/{second}.html
  fetch: * Not Found (glob)
  [1]
  $ echo 'the later one is of 2000' > /root/{shelf}/compare
