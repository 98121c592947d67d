  $ ls /data/jail/{site}/dev
  ada0	bpf	fd	klog	null	stderr	tty	zero
  ada0p1	bpf0	full	kmem	ptmx	stdin	ttyv0
  ada0p2	console	io	mem	random	stdout	urandom
  $ jail /data/jail/{site} {site}.example.org {address} /sbin/mknod /tmp/disk c 0 11
  mknod: /tmp/disk: Operation not permitted
  [1]
  $ umount /data/jail/{site}/dev
  $ mount -t devfs -o ruleset=4 devfs /data/jail/{site}/dev
  $ ls /data/jail/{site}/dev
  fd	null	ptmx	random	stderr	stdin	stdout	urandom	zero
