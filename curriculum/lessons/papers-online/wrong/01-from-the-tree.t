fails: answered first second compare
misconception: A file of the same name is the same text.

  $ mkdir -p /root/{shelf}
  $ cp /usr/src/share/doc/papers/jail/SUMMARY /root/{shelf}/jails.txt
  $ cp /usr/src/share/doc/papers/jail/SUMMARY /root/{shelf}/vimage.txt
  $ head -2 /root/{shelf}/*.txt > /root/{shelf}/compare
