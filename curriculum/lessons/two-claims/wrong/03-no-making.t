fails: reaches gives-back
misconception: What exists need not be made.
fault: left-from-a-test

  $ sed -i '' '/epair1 create/d' /etc/jail.conf
  $ service jail onestart {two}
  ...
