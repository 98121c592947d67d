fails: shop host
misconception: Whoever is in the way is ended.

  $ killall httpd-lite
  $ sleep 1
