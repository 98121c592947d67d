fails: shop draft kept
misconception: A jail that is in the way is removed.
fault: the-old-jail

  $ jail -r {old}
