fails: member reaches
misconception: A port that is refused is down.
fault: on-another-bridge

  $ ifconfig epair0a up
  $ ifconfig bridge0 addm epair0a
  ...
  [1]
