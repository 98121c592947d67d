"""Lines that once raised an exception out of the machine (what is found is added there), and lines built to do so."""

from __future__ import annotations

DIGITS = "9" * 4400

FOUND = (
    "mknod 3 ${1:1:2} /nope",
    "echo ${1!}",
    "echo ${²}",
    f"ping {DIGITS}",
    f"ifconfig lo0 {DIGITS}",
    f"pkill -P {DIGITS}",
    "grep -iR WINCH /dev/zero",
    "wc /dev/zero",
    "tail /dev/zero",
    "kill -TERM 1; kill -9 1; kill -STOP 1; pkill -xvt'---'",
    "umount /dev/stdin",
    "cat nope /etc/ttys 2>&-",
    "nope 2</dev/null",
    "chflags -L '' '>' 'nouchg'",
    "chflags 9999999999999999999999 a; chflags 7777777777777777777777 a",
    ". /dev/zero",
    "(echo 'cat <<E'; yes) | sh",
    "read x </dev/random; lsvfs; sh </dev/random",
    "rm -rf /dev/null; sleep 1 &",
    "cat -es /dev/random",
    "sysctl -f /; xargs USR1 <&2; { grep x nope; } 2</",
    "printf '%s' '" + "a {" * 3000 + "' >/tmp/c; jail -f /tmp/c -c",
    f"ulimit {DIGITS}; top {DIGITS}; jot {DIGITS}; drill {DIGITS}",
    "jot 1e400; jot - 1 1e400; jot - 1 1 1e-400; jot 2 1 1e400 3; jot 2 1e400 -1e400",
    "top '\xb2'; top -s '\xb2'; top -s 1-; top -d '\xb2'",
    "stty columns 3; top -d 1",
    "poweroff",
    f"fetch -T {DIGITS} http://nope; ee '+\xb2'; expand -t '\xb2' a; truss -s {DIGITS} true",
    f"ktrace -p {DIGITS}; ktrace true; kdump -m {DIGITS}",
    "truss -f sh -c 'yes | head'",
    f"for u in y m w d H M S; do for s in '' + -; do date -v $s{DIGITS}$u; done; done",
    "ktrace -i sh -c 'yes | head'; kdump | tail; head -c 900 ktrace.out | kdump -f -; kdump -f /bin/ls",
)

DEEP = (
    "(" * 3000 + ":" + ")" * 3000,
    "{ " * 3000 + ":" + "; }" * 3000,
    "$(" * 3000 + ":" + ")" * 3000,
    "echo " + "${x:-" * 3000 + "y" + "}" * 3000,
    "echo " + "$((" * 500 + "1" + "))" * 500,
    "echo $((" + "(" * 3000 + "1" + ")" * 3000 + "))",
    "echo $((" + "-" * 5000 + "1))",
    "echo $((" + "!" * 5000 + "1))",
    "echo $((" + "1?" * 3000 + "1" + ":1" * 3000 + "))",
    "echo $((" + "a=" * 3000 + "1))",
    "echo $((" + "1+" * 5000 + "1))",
    "if " * 3000 + ":" + "; then :; fi" * 3000,
    "while " * 3000,
    "case x in " * 3000,
    "! " * 3000 + ":",
    ": && " * 5000 + ":",
    ": | " * 500 + ":",
    ": ; " * 5000 + ":",
    "f() { " * 2000 + ":" + "; }" * 2000,
    "f() { f; }; f",
    "f() { (f); }; f",
    "f() { echo $(f); }; f",
    "f() { f | f; }; f",
    "f() { f & }; f",
    "alias a='b '; alias b='a '; a",
    "alias a=a\\ a; a",
    "eval 'eval '\\''eval x'\\'''; x='eval \"$x\"'; eval \"$x\"",
    "echo '. /tmp/self' >/tmp/self; . /tmp/self",
    "echo 'sh /tmp/self' >/tmp/self; sh /tmp/self",
    "echo '#!/tmp/self' >/tmp/self; chmod +x /tmp/self; /tmp/self",
    "trap 'kill -USR1 $$' USR1; kill -USR1 $$",
    "trap 'trap' EXIT; trap 'exit' EXIT; exit",
    "cat " + "<<E " * 100 + "\nE" * 100,
    "test " + "! " * 5000 + "x",
    "test " + "'(' " * 3000 + "x" + " ')'" * 3000,
    "test " + "x -a " * 3000 + "x",
    "grep '" + "\\(" * 3000 + "' /etc/passwd",
    "grep -E '" + "(" * 3000 + "' /etc/passwd",
    "grep -E '(a{1,255}){1,255}' /etc/passwd",
    "grep -E '((((a{1,9}){1,9}){1,9}){1,9}){1,9}' /etc/passwd",
    "grep '" + "[" * 3000 + "' /etc/passwd",
    "echo " + "*" * 3000,
    "echo " + "/*" * 500,
    "echo " + "[" * 3000,
    "case " + "a" * 3000 + " in " + "*a" * 500 + "b) ;; esac",
    "x=" + "a" * 3000 + "; echo ${x%" + "*a" * 500 + "b}",
    "printf '" + "%s" * 5000 + "'",
    "printf %999999999d 1 >/dev/null",
    "printf %.999999999d 1 | wc -c",
    "printf %.999999999f 1 | wc -c",
    "printf %999999999s x | head -c 1",
    "x=a; while :; do x=$x$x; done",
    'set --; while :; do set -- "$@" "$@" x; done',
    "while :; do x=$x:; done & sleep 1; kill $!",
    "yes | head -n 3",
    "yes >/tmp/full; ls -l /tmp/full",
    "cat /dev/zero >/tmp/full",
    "cat /tmp/full >>/tmp/full; echo x >/tmp/s; cat /tmp/s >>/tmp/s",
    "while mkdir x && cd x; do :; done; pwd",
    "i=0; while [ $i -lt 300 ]; do mkdir -p $i; i=$((i+1)); done; echo *",
    "seq 1 1e9 >/dev/null & sleep 1; kill $!",
    "seq 1e308 1e308 1e309; seq -f %99999999f 1; seq -w 1e300 1e300; seq inf; seq 1 nan; seq 0 0.0000001 1 | head -n 2",
    "jail -c name=" + "a." * 2000 + "a persist",
    "jail -c path=/ persist ip4.addr=" + ",".join(["1.1.1.1"] * 500),
    "printf 'a { %s' >/tmp/c; jail -f /tmp/c -c",
    "printf '%s' '" + "a {" * 3000 + "' >/tmp/c; jail -f /tmp/c -c",
    "printf '.include \"/tmp/c\";' >/tmp/c; jail -f /tmp/c -c",
    "printf '$a = $b; $b = $a; c { path = $a; persist; }' >/tmp/c; jail -f /tmp/c -c",
    "printf '\\377\\376\\000{' >/tmp/c; jail -f /tmp/c -c; sh /tmp/c; sysctl -f /tmp/c; . /tmp/c",
    "printf '\\000\\001\\377' | cat -v; printf '\\377' | grep -E .; printf '\\377\\n' "
    "| wc -m; printf '\\377' >/tmp/b; sh /tmp/b",
    "mkdir \"$(printf '\\377')\"; ls; ls -B; ls -b; ls -w; cd \"$(printf '\\377')\"; pwd",
    "ln -s " + "a/" * 500 + "b x; cat x; readlink x; ls -l x",
    "ln -s x x; cat x; cd x; ls x/; realpath x; rm x",
    "touch $(seq 1 3000); ls | tail -n 1; rm *",
    "echo $(seq 1 60000) | wc -c; echo $(seq 1 60000) >/dev/null; /bin/echo $(seq 1 200000) | wc -c",
    "exec 3</dev/null; exec 4<&3; exec 5>&1 3<&- 4<&-; echo x >&5; exec 0<&- 1>&- 2>&-; ls; ps; cat",
    "mkfifo f; cat f & cat f & echo x >f; wait",
    "mkfifo g; cat <g >g & sleep 1; kill %1",
    "sleep 100 & kill -STOP $!; kill -CONT $!; kill $!; wait; wait; wait $!",
    "set -m; sleep 100 & fg & bg; jobs -l; kill %1",
    "(trap '' TERM INT HUP; sleep 5) & kill $!; kill -HUP $!; wait",
    "kill -9 $$",
    "kill -STOP $$",
    "kill -SEGV $$",
    "kill -- -1",
    "kill -9 -1",
    "kill -- -$$",
    "kill 0",
    "kill -0 0",
    "exec sleep 1 &",
    "exec 2>&1 | cat",
    "exit 9" + "9" * 30,
    "return 5",
    "break 9" + "9" * 30,
    "shift 9" + "9" * 30,
    "exit -1",
    "exit ''",
    "umask 9; umask 07777777777777; umask u=rwxrwxstX; umask -S x",
    "cd; cd -; cd ''; cd ..; cd //; cd " + "../" * 2000,
    "rm -rf /*; ls; echo still; ps",
    "rm -rf /bin; ls; echo still; sleep 1; /rescue/ls",
    "chmod 0 /; su nobody; ls /; chmod 755 /",
    "chroot /tmp ls; chroot / chroot / chroot / ls; chroot /dev/null x; chroot ''",
    "umount -f /; umount /; umount -f /dev; ls /dev; cat </dev/null; mount -t devfs devfs /dev; ls /dev",
    "mount -t nullfs / /mnt; mount -t nullfs /mnt /mnt; ls /mnt/mnt/mnt; umount /mnt; umount -f /mnt",
    "for i in 1 2 3 4 5 6 7 8 9; do mount -t tmpfs tmpfs /tmp; cd /tmp; done; umount -f /tmp; ls; pwd",
    "mount -t tmpfs -o size=" + DIGITS + " tmpfs /mnt; mount -t devfs -o ruleset=" + DIGITS + " devfs /mnt",
    "jail -c name=x persist; jexec x jail -r x; jail -r x; jexec x ls; jail -c name=y "
    "command=sleep 5 & sleep 1; jail -r y; wait",
    "jail -c name=x vnet persist; ifconfig lo0 vnet x; ifconfig em0 vnet x; jail -r x; "
    "ifconfig em0 10.0.2.15/24; ping -c1 10.0.2.2",
    "jail -c name=x persist children.max=5; jexec x jail -c name=x persist; jexec "
    "x.x jail -c name=x persist; jail -r x; jls",
    "ifconfig epair create; ifconfig epair0a destroy & ifconfig epair0b destroy; ifconfig epair0b up; wait",
    "ifconfig bridge create; ifconfig bridge0 addm bridge0; ifconfig bridge0 addm lo0 "
    "addm em0 deletem em0; ifconfig bridge0 destroy",
    "route flush; route add default 127.0.0.1; ping -c1 8.8.8.8; route add 8.8.8.8 "
    "8.8.8.8; ping -c1 8.8.8.8; traceroute -m2 -w1 8.8.8.8",
    "ifconfig lo0 down; ping -c1 127.0.0.1; ifconfig lo0 delete; ping -c1 127.0.0.1; "
    "nc 127.0.0.1 1; ifconfig lo0 127.0.0.1/8",
    "nc -l 5 & nc 127.0.0.1 5 </dev/zero >/dev/null & sleep 1; netstat -an; kill %1; sleep 1; netstat -an",
    "ping -s 65507 -c1 127.0.0.1; ping -s 65508 127.0.0.1; ping -f -c 100 127.0.0.1; "
    "ping -i 0 -c 3 127.0.0.1; ping -c 1 -t 0 1.1.1.1",
    "sysctl -a >/dev/null; sysctl " + "a." * 3000 + "=1; sysctl kern.hostname=" + "x" * 3000 + "; hostname",
    "hostname " + "x" * 3000 + "; hostname ''; hostname; PS1='\\h\\w\\u\\$ ' sh -i -c :",
    "env -i; env -i sh -c 'cd; echo $PATH; ls'; env = x; env =x y; env -u '' ls",
    "PATH= ls; PATH=/nope ls; PATH=: ls; IFS= ; x='a b'; echo $x; IFS=é; echo $x",
    "unset IFS PATH HOME PWD PS1 PS2 PS4 OPTIND MAIL TERM; ls; cd; set -x; echo x; sh -i </dev/null",
    "OPTIND=" + DIGITS + "; getopts a x -a; OPTIND=x; getopts a x -a; HISTSIZE=" + DIGITS + "; fc -l",
    "read x </dev/zero",
    "read x </",
    "read -t 0 x",
    "read -t " + DIGITS + " x",
    "read 1",
    "read",
    "date -r " + DIGITS,
    "date -r -" + DIGITS,
    "date +" + "%c" * 1000,
    "date 9999123123595",
    "date -j 999912312359.61",
    "sleep " + DIGITS,
    "ps -o " + "pid," * 1000,
    "ps -p " + DIGITS,
    "ps -t " + "x" * 3000,
    "ps -J " + DIGITS,
    "ps -U ''",
    "ps -ww -O ''",
    "stty rows " + DIGITS + " columns -1 </dev/ttyv0",
    "stty erase é </dev/ttyv0",
    "stty min 256 </dev/ttyv0",
    "stty -g </dev/ttyv0",
    "truncate -s "
    + DIGITS
    + " a; truncate -s -1 a; truncate -s 9E a; truncate -s %0 a; truncate -s /0 a; truncate -s 1k a; ls -l a",
    "chmod " + "7" * 30 + " a; chmod u+x,g=,o=u " * 200,
    "chown " + DIGITS + " /tmp; ls -ld /tmp; chown :" + DIGITS + " /tmp",
    "head -n "
    + DIGITS
    + " /etc/ttys; head -c "
    + DIGITS
    + " /etc/ttys; tail -n +"
    + DIGITS
    + " /etc/ttys; tail -c "
    + DIGITS
    + " /etc/ttys",
    "sockstat -p "
    + DIGITS
    + "; nc -w "
    + DIGITS
    + " 127.0.0.1 1; nc 127.0.0.1 "
    + DIGITS
    + "; nc -z 127.0.0.1 1-"
    + DIGITS,
    "killall -"
    + DIGITS
    + " x; kill -"
    + DIGITS
    + " 1; kill "
    + DIGITS
    + "; kill -s "
    + DIGITS
    + " 1; pkill -"
    + DIGITS
    + " x",
    "ifconfig em0 mtu "
    + DIGITS
    + "; ifconfig em0 mtu -1; ifconfig em0 fib "
    + DIGITS
    + "; ifconfig em0 10.0.0.1/"
    + DIGITS,
    "route add 10.0.0.0/"
    + DIGITS
    + " 10.0.2.2; route -fib "
    + DIGITS
    + " get 1.1.1.1; arp -s 10.0.2.3 "
    + "0" * 5000
    + ":0:0:0:0:0",
    "jexec "
    + DIGITS
    + " ls; jls -j "
    + DIGITS
    + "; jail -r "
    + DIGITS
    + "; jail -c jid="
    + DIGITS
    + " persist; jail -c securelevel="
    + DIGITS
    + " persist",
    "seq "
    + DIGITS
    + "; traceroute -m "
    + DIGITS
    + " 1.1.1.1; ping -c "
    + DIGITS
    + " 1.1.1.1; mknod a c "
    + DIGITS
    + " 1; env BLOCKSIZE="
    + DIGITS
    + " df",
    "devfs rule -s "
    + DIGITS
    + " show; devfs ruleset "
    + DIGITS
    + "; devfs -m /dev rule apply "
    + DIGITS
    + "; sysctl net.inet.ip.ttl="
    + DIGITS,
    "cd /var; for n in 1 7 37 197 198 4000; do for f in log/utx.log log/utx.lastlogin run/utx.active; do "
    "head -c $n /dev/random >$f; done; last; lastlogin; ac -dp; who; w; users; uptime; utx boot; "
    "for d in log active lastlogin; do getent utmpx $d; done; done; rm -f log/utx.* run/utx.*; last; w; utx shutdown",
    f"truncate -d -o {DIGITS} -l {DIGITS} /etc/motd; truncate -d -l 1e -o 0x /etc/motd; stty {DIGITS}; "
    f"stty gfmt1:iflag={DIGITS}:min={DIGITS}:ispeed={DIGITS}; sysctl kern.ipc.shmmax={DIGITS}; ipcs -MQST",
)
