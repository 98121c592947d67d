zebra-wrong: nothing is done

fails: exists stays

  $ true
