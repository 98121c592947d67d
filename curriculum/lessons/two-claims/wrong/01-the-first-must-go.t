fails: first gives-back
misconception: Who is in the way goes.
fault: one-number-twice

  $ service jail onestop {one}
  Stopping jails: {one}.
  $ service jail onestart {two}
  Starting jails: {two}.
