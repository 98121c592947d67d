fails: net sees big raced judged
misconception: Walls are there unless left out.

  $ container create {net}
  $ container create {small}
