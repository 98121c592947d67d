fails: job
misconception: Where a jail stands in the tree does not matter.
fault: inner-full

  $ jexec {outer} jail -c name={job} path=/ persist
