fails: has reaches gone
misconception: What is not gone was not removed properly.
fault: still-dying

  $ jail -r {old}
  ...
  $ service jail onestart {new}
  ...
