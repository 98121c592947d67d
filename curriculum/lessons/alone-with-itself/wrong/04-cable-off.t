fails: ready speaks outside
misconception: One interface is in the other's way.

  $ jexec {jail} ifconfig epair0b down
