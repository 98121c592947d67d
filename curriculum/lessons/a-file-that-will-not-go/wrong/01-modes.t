fails: new
misconception: What cannot be written lacks a mode.
fault: system-immutable

  $ jexec {jail} chmod 666 /usr/local/etc/{app}.conf
  ...
  [1]
