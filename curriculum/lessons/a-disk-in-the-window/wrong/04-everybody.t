fails: neighbour disk memory needed
misconception: Stopping is mending.

  $ service jail onestop
  ...
