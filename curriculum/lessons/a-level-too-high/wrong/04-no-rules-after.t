fails: loaded wall
misconception: A restart brings everything back.
fault: by-hand

  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
