  $ service jail onestart {new}
  ...
  $ jls -d dying name
  false {other}
  true {old}
  $ netstat -an -p tcp
  ...
  $ pkill nc
  ...
  $ sleep 150
  $ jls -d name
  {other}
  $ service jail onestart {new}
  Starting jails: {new}.
