"""The words that the grammar draws from: what programs know, and what nobody would say to them."""

from __future__ import annotations

# The letters of each program's or built-in's options, those it does not know included.
LETTERS = dict(
    line.split()
    for line in """
    [ defz
    arp andfsSi
    cat belnstuv
    cd LPe
    chflags HLPRfhvx
    chmod HLPRfhv
    chown HLPRfhvx
    chroot Ggun
    command pvV
    cp HLPRafilnprsvx
    date jnRruv
    df abcgHhiklmnPtT,
    dmesg acMN
    echo ne
    env iuvSP0
    export p
    fc elnrs
    grep EFGHLRceEhilnoqrsvwxABCm
    hash rv
    head cnqv
    hostname fsd
    id AGMPacdgnpru
    ifconfig LadDfjklmnuvgCG
    jail cdefhiJlmnpqrRsuUv
    jexec lnuU
    jls adjhHNnqsv
    jobs lps
    kill ls9s
    killall JdelmsvqzcjtuZI
    kldload nqv
    kldstat dhimnqv
    kldunload finv
    ln FLPfhinsvw
    ls 1ABCDFGHILPRSTUWZabcdfghiklmnopqrstuvwxy,
    mkdir mpv
    mkfifo m
    mount adFfloprtuvw
    mount_nullfs o
    mv fhinv
    nc 46DdEeFhIiklMNnOPpRSstTUuVvwXxz
    netstat 46AaBbCcdFfghIiLlMmNnOoPpQqRrSTsuWwxz
    ping 46AaCcDdfGgHhIiLlMmnopQqPRrSsTtvWz
    pkill GIPSUadfgijlnoqstuvxLFMNc
    ps AaCcDdGgHhjJLlMNOoprSTtUuvwXxZ
    pwd LP
    read epr
    realpath q
    rm PRdfiIrvWx
    rmdir pv
    route 46nqdtvj
    seq fstw
    set abCefhiIkmnoptTuvVx
    sockstat 46CciIjLlnpPqSsUuvw
    stty aefg
    sysctl AabdefhiNnoqTtWwxXB
    tail Fbcfnqrv
    test bcdefghkLnoOprsSGtuwxz
    touch AacdfhmrtW
    traceroute aAdeDFInrSvxfgiMmPpqstwz
    truncate crsd
    umask S
    umount AaFfhnNtv
    uname abiKmnoprsUv
    unset fv
    wc clmwL
    """.strip().splitlines()
)

DIGITS = (
    *"""
    0 1 -1 +1 2 7 9 10 64 255 256 1000 65535 65536 2147483647 2147483648 -2147483648 4294967295 4294967296
    9223372036854775807 9223372036854775808 -9223372036854775809 1111111111111111111111111111111111111111 0x
    0x1g 08 0777 1e5 1e400 1.5 0.0000001 inf nan 1k 3T - +
    """.split(),
    "9" * 4400, "\xb2", "\u0663", "1 2", " 5",
)  # fmt: skip
PATHS = (
    *"""
    / . .. a b d d/f d/d nope nope/x /nope /etc /etc/passwd /etc/jail.conf /tmp /tmp/l l /dev/null /dev/zero
    /dev/tty /dev/ttyv0 /dev/random /dev/fd/0 /dev/stdin /dev/console /dev/mem /bin/sh /bin/ls /sbin/init //
    /../.. a/ a/. d/.. ./a -x -- fifo loop /proc /proc/1 /mnt /var/run /root /usr/jails/www * ? [a-z]* d/* ~
    ~root ~nope /compat a.b
    """.split(),
    "x y", "\xe9\xe8", "\U0001f600", "n" * 300, "d/" * 600 + "x",
)  # fmt: skip
ADDRESSES = (
    *"""
    127.0.0.1 10.0.2.15 10.0.2.2 10.0.2.99 10.9.9.9 0.0.0.0 255.255.255.255 224.0.0.1 10.0.0.1/24 10.0.0.1/33
    10/8 default ::1 fe80::1%lo0 localhost nosuch.example 1.2.3 300.1.1.1 10.0.0.0/0 10.0.0.1/ /24 0x7f.1
    2130706433 192.0.2.1/31 192.0.2.0/32 1.2.3.4.5
    """.split(),
)  # fmt: skip
INTERFACES = (
    *"""
    em0 lo0 epair0a epair0b bridge0 epair bridge nosuch0 epair999999 em0.5 xxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx lo
    vlan0
    """.split(),
    "",
)  # fmt: skip
JAILS = (
    *"""
    www j j.k 1 0 99 -1 nosuch * j.* a.b.c name=j jid=1
    """.split(),
    "",
)  # fmt: skip
PIDS = (
    *"""
    1 0 -1 $$ $! $PPID %1 %% %+ %nope %?s 99999 100000 -$$
    """.split(),
)  # fmt: skip
USERS = (
    *"""
    root nobody operator 0 65534 4294967295 4294967296 nosuch : root:wheel :0 a:b:c root. 1:1
    """.split(),
    "",
)  # fmt: skip
SIGNALS = (
    *"""
    HUP INT QUIT KILL TERM STOP TSTP CONT CHLD PIPE USR1 WINCH EXIT sigterm SIGHUP FOO 33 -9 128
    """.split(),
)  # fmt: skip
TEXTS = (
    *"""
    x %s %d %5.3f %*d %b %q %99999999d %.99999999s %n$d %1$s %c %% % = a=b a= =b A=B=C ( [ a** [[:foo:]] [b-a]
    a{1,99999} (a*)*b $ ` # ! ^ ; & | < > { } {} ~ - -- ---
    """.split(),
    "", "hello world", "\xe9", "\x01", "\x1b[A", "\x7f", "a\tb", "\ufffd", "\u202e", "\udc80", "\\", "\\n", "\\(",
    "x" * 5000, "\\x", "\\0", "\\777", "'", '"', "-\xe9",
)  # fmt: skip
ARITHMETIC = (
    *"""
    1+1 1/0 x=5 x++ 1<<64 9223372036854775807+1 -9223372036854775808/-1 -9223372036854775808%-1 08 0x 1?2:3 (1
    1,2 x 2**3 ~0 !0 x[1] 1<<-1 $x a=b=3
    """.split(),
    "9" * 5000, "'a'", "", " ", "1 2", "(" * 200 + "1" + ")" * 200,
)  # fmt: skip
PARAMETERS = (
    *"""
    x HOME PATH IFS 1 10 99999999999999999999 # ? - $ ! @ * 0 _ PS1 OPTIND LINENO PPID nope
    """.split(),
    "\xe9",
)  # fmt: skip
MODIFIERS = (
    *"""
    :-{} -{} :={} ={} :?{} ?{} :+{} +{} %{} %%{} #{} ##{} ! :1:2 % #
    """.split(),
    "",
)  # fmt: skip
KEYS = (
    "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x08", "\t", "\x0b", "\x0c", "\x0e", "\x10", "\x11", "\x12",
    "\x13", "\x14", "\x15", "\x16", "\x17", "\x18", "\x19", "\x1a", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D",
    "\x1b[3~", "\x1bb", "\x1bf", "\x1c", "\x7f", "\r", "\n", "\x00", "\xff", "\xe9", "\udcff", "\x1b[", "\x1bO",
)  # fmt: skip
# What a program's own words look like.
SPECIAL: dict[str, tuple[str, ...]] = {
    "[": (
        *"""
        -f -d -a -o ! ( ) = != -eq -lt -nt -ef < > -t -n -z
        """.split(),
    ),
    "chflags": (
        *"""
        schg noschg uchg nouchg 0 nodump bogus sappnd,uappnd
        """.split(),
    ),
    "chmod": (
        *"""
        644 u+s a=rwx,o-w +t 9999 g=u -w u+ X
        """.split(),
    ),
    "date": (
        *"""
        +%Y-%m-%d +%s%n%t%% 202401010000 -r0 -v+1d +%Q%E%O + -j 9999999999
        """.split(),
    ),
    "getopts": (
        *"""
        ab:c :a x OPTARG -a -bfoo
        """.split(),
    ),
    "ifconfig": (
        *"""
        create destroy up down inet inet6 ether alias -alias delete name foo mtu vnet -vnet addm deletem netmask
        broadcast addr static deladdr flush fib group -group description media 02:00:00:00:00:01 plumb maxaddr
        timeout metric list caps 0xffffff00 vlan vlandev stp -stp span private ifpriority
        """.split(),
    ),
    "jail": (
        *"""
        name=j persist path=/ vnet vnet.interface=epair0b ip4.addr=10.0.2.15 ip4=inherit children.max=3
        command=true command=sh allow.raw_sockets noallow.mount allow.nomount host.hostname=x securelevel=9
        jid=5 enforce_statfs=9 ip4.addr= ip4.addr=1.2.3.4,5.6.7.8 mount.devfs depend=j osrelease= osreldate=0 =
        bogus=1 name= path= command= exec.clean exec.jail_user=nobody stop.timeout=1 interface=em0 name=j.k
        nopersist allow.dying
        """.split(),
        "exec.start=/bin/sh -c 'exit 1'", "mount=/tmp /mnt nullfs rw 0 0", "name=" + "n" * 300,
    ),
    "kill": (
        *"""
        -l -0 -s -TERM -9
        """.split(),
    ),
    "kldload": (
        *"""
        if_bridge pf nosuch nullfs
        """.split(),
    ),
    "kldunload": (
        *"""
        if_bridge kernel nullfs
        """.split(),
    ),
    "mknod": (
        *"""
        c b p 1 3
        """.split(),
    ),
    "mount": (
        *"""
        -tnullfs -ttmpfs -tdevfs -tprocfs -tufs -oro -oruleset=4 -osize=1k tmpfs devfs -ounion -o fdescfs
        """.split(),
    ),
    "nc": (
        *"""
        -l -z -w1 -u 80 1-3 65536 7
        """.split(),
    ),
    "netstat": (
        *"""
        inet inet6 unix ip tcp udp icmp link
        """.split(),
    ),
    "printf": (
        *"""
        %d %x %5s %-5s| %c %b %e %i%% %*.*f
        """.split(),
        "%s\\n", "\\x41",
    ),
    "ps": (
        *"""
        -opid,comm -ojid -onope -o -axd -auxww -p1 -J0 -opid= -oargs
        """.split(),
    ),
    "route": (
        *"""
        add delete change get flush show monitor -net -host -interface -netmask -prefixlen -fib -inet -inet6
        -blackhole
        """.split(),
    ),
    "seq": (
        *"""
        -f%g -f%05.2f -s, -w 1 5 -3 0.5
        """.split(),
    ),
    "set": (
        *"""
        -o +o -- -e +e -x vi emacs pipefail nope
        """.split(),
    ),
    "stty": (
        *"""
        raw sane -echo echo icanon -icanon rows columns erase intr ^C speed size cbreak min time undef -isig all
        """.split(),
    ),
    "sysctl": (
        *"""
        kern.hostname kern.hostname=x kern.securelevel=1 security.jail net.inet net.inet.ip.forwarding=1 kern
        kern.maxproc=5 nope.nope kern.ostype=x net.fibs=2 kern.osreldate security.jail.param vm debug . kern. =
        net.inet.ip.ttl=999999999999999999999999999999
        """.split(),
    ),
    "test": (
        *"""
        -f -d -a -o ! ( ) = != -eq -lt -nt -ef < > -t -n -z
        """.split(),
    ),
    "trap": (
        *"""
        - -l
        """.split(),
        "", "echo T", "exit 3",
    ),
}  # fmt: skip
