fails: kill proc
misconception: The host's view is the jail's view.

  $ kill -0 1
  $ mount -t procfs proc /data/jail/{site}/proc
  $ ls /data/jail/{site}/proc/1
  cmdline	etype	file	osrel	rlimit	status
  $ pkill -f 'sleep 90000'
