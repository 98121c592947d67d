fails: ready speaks
misconception: An address may stand on any interface.

  $ jexec {jail} ifconfig epair0b inet 127.0.0.1/8 alias
  ...
