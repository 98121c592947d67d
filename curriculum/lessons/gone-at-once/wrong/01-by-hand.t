fails: stays
misconception: A jail with something running in it is a jail that stays.

  $ jail -c name={jail} path=/ exec.start="/bin/sleep {naptime} &"
  $ sleep 1
  $ jls -j {jail} name
  {jail}
