fails: filter db short open rules arrow
misconception: What does not run cannot be reached.

  $ jexec web nc -z -w 1 {app_address} {app_port}
  ...
  $ jexec app pkill nc
