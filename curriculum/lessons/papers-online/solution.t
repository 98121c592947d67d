  $ host papers.freebsd.org
  * has address 192.0.2.81 (glob)
  papers.freebsd.org has IPv6 address 2001:db8:0:10::81
  $ mkdir -p /root/{shelf}
  $ fetch -q -o /root/{shelf}/{first}.txt http://papers.freebsd.org/{first}.txt
  $ fetch -q -o /root/{shelf}/{second}.txt http://papers.freebsd.org/{second}.txt
  $ head -2 /root/{shelf}/jails.txt
  Jails: Confining the omnipotent root
  Poul-Henning Kamp and Robert N. M. Watson, SANE 2000
  $ head -2 /root/{shelf}/*.txt > /root/{shelf}/compare
