fails: gives-back
misconception: What is in the way is cleared away, and that is all.
fault: not-given-back

  $ ifconfig epair1a destroy
  $ service jail onestart {two}
  Starting jails: {two}.
