fails: bound jailed reached
misconception: Ending the host's server is enough to have the jail answer.

  $ echo for-{site} | nc -N -w 1 {address} {port}
  $ pkill nc
