"""A grammar of command lines: every program and built-in with its own letters, odd operands, and the shell's constructs
around them.
"""

from __future__ import annotations

from random import Random

from simbsd.programs import PROGRAMS
from simbsd.sh.builtins.table import BUILTINS

# Programs that would only end the run: init refuses to be started again, and the shell is tried as every construct's
# home.
NAMES = tuple(sorted(name for name in {*PROGRAMS, *BUILTINS, "umount", "ping6", "test", "pgrep", "["} if name != "init"))

LETTERS = {
    "arp": "andfsSi", "cat": "belnstuv", "chflags": "HLPRfhvx", "chmod": "HLPRfhv", "chown": "HLPRfhvx",
    "chroot": "Ggun", "cp": "HLPRafilnprsvx", "date": "jnRruv", "df": "abcgHhiklmnPtT,", "dmesg": "acMN",
    "env": "iuvSP0", "grep": "EFGHLRceEhilnoqrsvwxABCm", "head": "cnqv", "hostname": "fsd", "id": "AGMPacdgnpru",
    "ifconfig": "LadDfjklmnuvgCG", "jail": "cdefhiJlmnpqrRsuUv", "jexec": "lnuU", "jls": "adjhHNnqsv",
    "kill": "ls9s", "killall": "JdelmsvqzcjtuZI", "kldload": "nqv", "kldstat": "dhimnqv", "kldunload": "finv",
    "ln": "FLPfhinsvw", "ls": "1ABCDFGHILPRSTUWZabcdfghiklmnopqrstuvwxy,", "mkdir": "mpv", "mkfifo": "m", "mount": "adFfloprtuvw",
    "mount_nullfs": "o", "mv": "fhinv", "nc": "46DdEeFhIiklMNnOPpRSstTUuVvwXxz", "netstat":
    "46AaBbCcdFfghIiLlMmNnOoPpQqRrSTsuWwxz", "ping": "46AaCcDdfGgHhIiLlMmnopQqPRrSsTtvWz", "pkill": "GIPSUadfgijlnoqstuvxLFMNc",
    "ps": "AaCcDdGgHhjJLlMNOoprSTtUuvwXxZ", "pwd": "LP", "realpath": "q", "rm": "PRdfiIrvWx", "rmdir": "pv",
    "route": "46nqdtvj", "seq": "fstw", "sockstat": "46CciIjLlnpPqSsUuvw", "stty": "aefg", "sysctl":
    "AabdefhiNnoqTtWwxXB", "tail": "Fbcfnqrv", "touch": "AacdfhmrtW", "traceroute": "aAdeDFInrSvxfgiMmPpqstwz",
    "truncate": "crsd", "umount": "AaFfhnNtv", "uname": "abiKmnoprsUv", "wc": "clmwL", "set": "abCefhiIkmnoptTuvVx", "read": "epr",
    "fc": "elnrs", "hash": "rv", "jobs": "lps", "cd": "LPe", "command": "pvV", "export": "p", "unset": "fv", "umask": "S", "test": "bcdefghkLnoOprsSGtuwxz",
    "[": "defz",
    "printf": "", "echo": "ne",
}  # fmt: skip

DIGITS = ("0", "1", "-1", "+1", "2", "7", "9", "10", "64", "255", "256", "1000", "65535", "65536", "2147483647", "2147483648", "-2147483648",
          "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 40, "9" * 4400,
          "0x", "0x1g", "08", "0777", "1e5", "1e400", "1.5", "0.0000001", "inf", "nan", "1k", "3T", "²", "٣", "-", "+", "1 2", " 5")  # fmt: skip
PATHS = ("/", ".", "..", "a", "b", "d", "d/f", "d/d", "nope", "nope/x", "/nope", "/etc", "/etc/passwd", "/etc/jail.conf", "/tmp", "/tmp/l", "l",
         "/dev/null", "/dev/zero", "/dev/tty", "/dev/ttyv0", "/dev/random", "/dev/fd/0", "/dev/stdin", "/dev/console", "/dev/mem", "/bin/sh", "/bin/ls", "/sbin/init",
         "//", "/../..", "a/", "a/.", "d/..", "./a", "x y", "-x", "--", "\u00e9\u00e8", "\U0001f600", "fifo", "loop", "/proc", "/proc/1", "/mnt",
         "/var/run", "/root", "/usr/jails/www", "n" * 300, "d/" * 600 + "x", "*", "?", "[a-z]*", "d/*", "~", "~root", "~nope", "/compat", "a.b")  # fmt: skip
ADDRESSES = ("127.0.0.1", "10.0.2.15", "10.0.2.2", "10.0.2.99", "10.9.9.9", "0.0.0.0", "255.255.255.255", "224.0.0.1", "10.0.0.1/24",
             "10.0.0.1/33", "10/8", "default", "::1", "fe80::1%lo0", "localhost", "nosuch.example", "1.2.3", "300.1.1.1", "10.0.0.0/0",
             "10.0.0.1/", "/24", "0x7f.1", "2130706433", "192.0.2.1/31", "192.0.2.0/32", "1.2.3.4.5")  # fmt: skip
INTERFACES = ("em0", "lo0", "epair0a", "epair0b", "bridge0", "epair", "bridge", "nosuch0", "epair999999", "em0.5", "x" * 15, "x" * 16, "lo", "vlan0", "")
JAILS = ("www", "j", "j.k", "1", "0", "99", "-1", "nosuch", "*", "j.*", "a.b.c", "", "name=j", "jid=1")
PIDS = ("1", "0", "-1", "$$", "$!", "$PPID", "%1", "%%", "%+", "%nope", "%?s", "99999", "100000", "-$$")
USERS = ("root", "nobody", "operator", "0", "65534", "4294967295", "4294967296", "nosuch", "", ":", "root:wheel", ":0", "a:b:c", "root.", "1:1")
SIGNALS = ("HUP", "INT", "QUIT", "KILL", "TERM", "STOP", "TSTP", "CONT", "CHLD", "PIPE", "USR1", "WINCH", "EXIT", "sigterm", "SIGHUP", "FOO", "33", "-9", "128")
TEXTS = ("", "x", "hello world", "é", "\x01", "\x1b[A", "\x7f", "a\tb", "\ufffd", "\u202e", "\udc80", "\\", "\\n", "%s", "%d", "%5.3f", "%*d", "%b", "%q",
         "%99999999d", "%.99999999s", "%n$d", "%1$s", "%c", "%%", "%", "=", "a=b", "a=", "=b", "A=B=C", "(", "[", "a**", "\\(", "[[:foo:]]", "[b-a]", "a{1,99999}",
         "(a*)*b", "x" * 5000, "\\x", "\\0", "\\777", "$", "'", '"', "`", "#", "!", "^", ";", "&", "|", "<", ">", "{", "}", "{}", "~", "-", "--", "---", "-\u00e9")  # fmt: skip
SPECIAL = {
    "ifconfig": ("create", "destroy", "up", "down", "inet", "inet6", "ether", "alias", "-alias", "delete", "name", "foo", "mtu", "vnet", "-vnet", "addm", "deletem",
                 "netmask", "broadcast", "addr", "static", "deladdr", "flush", "fib", "group", "-group", "description", "media", "02:00:00:00:00:01", "plumb",
                 "maxaddr", "timeout", "metric", "list", "caps", "0xffffff00", "vlan", "vlandev", "stp", "-stp", "span", "private", "ifpriority"),
    "jail": ("name=j", "persist", "path=/", "vnet", "vnet.interface=epair0b", "ip4.addr=10.0.2.15", "ip4=inherit", "children.max=3", "command=true", "command=sh",
             "exec.start=/bin/sh -c 'exit 1'", "allow.raw_sockets", "noallow.mount", "allow.nomount", "host.hostname=x", "securelevel=9", "jid=5", "enforce_statfs=9",
             "ip4.addr=", "ip4.addr=1.2.3.4,5.6.7.8", "mount.devfs", "mount=/tmp /mnt nullfs rw 0 0", "depend=j", "osrelease=", "osreldate=0", "=", "bogus=1", "name=",
             "path=", "command=", "exec.clean", "exec.jail_user=nobody", "stop.timeout=1", "interface=em0", "name=j.k", "nopersist", "allow.dying", "name=" + "n" * 300),
    "route": ("add", "delete", "change", "get", "flush", "show", "monitor", "-net", "-host", "-interface", "-netmask", "-prefixlen", "-fib", "-inet", "-inet6", "-blackhole"),
    "netstat": ("inet", "inet6", "unix", "ip", "tcp", "udp", "icmp", "link"),
    "sysctl": ("kern.hostname", "kern.hostname=x", "kern.securelevel=1", "security.jail", "net.inet", "net.inet.ip.forwarding=1", "kern", "kern.maxproc=5",
               "nope.nope", "kern.ostype=x", "net.fibs=2", "kern.osreldate", "security.jail.param", "vm", "debug", ".", "kern.", "=", "net.inet.ip.ttl=" + "9" * 30),
    "stty": ("raw", "sane", "-echo", "echo", "icanon", "-icanon", "rows", "columns", "erase", "intr", "^C", "speed", "size", "cbreak", "min", "time", "undef", "-isig", "all"),
    "seq": ("-f%g", "-f%05.2f", "-s,", "-w", "1", "5", "-3", "0.5"),
    "mount": ("-tnullfs", "-ttmpfs", "-tdevfs", "-tprocfs", "-tufs", "-oro", "-oruleset=4", "-osize=1k", "tmpfs", "devfs", "-ounion", "-o", "fdescfs"),
    "mknod": ("c", "b", "p", "1", "3"),
    "ps": ("-opid,comm", "-ojid", "-onope", "-o", "-axd", "-auxww", "-p1", "-J0", "-opid=", "-oargs"),
    "kldload": ("if_bridge", "pf", "nosuch", "nullfs"),
    "kldunload": ("if_bridge", "kernel", "nullfs"),
    "date": ("+%Y-%m-%d", "+%s%n%t%%", "202401010000", "-r0", "-v+1d", "+%Q%E%O", "+", "-j", "9999999999"),
    "chmod": ("644", "u+s", "a=rwx,o-w", "+t", "9999", "g=u", "-w", "u+", "X"),
    "chflags": ("schg", "noschg", "uchg", "nouchg", "0", "nodump", "bogus", "sappnd,uappnd"),
    "nc": ("-l", "-z", "-w1", "-u", "80", "1-3", "65536", "7"),
    "test": ("-f", "-d", "-a", "-o", "!", "(", ")", "=", "!=", "-eq", "-lt", "-nt", "-ef", "<", ">", "-t", "-n", "-z"),
    "trap": ("-", "", "echo T", "exit 3", "-l"),
    "set": ("-o", "+o", "--", "-e", "+e", "-x", "vi", "emacs", "pipefail", "nope"),
    "getopts": ("ab:c", ":a", "x", "OPTARG", "-a", "-bfoo"),
    "printf": ("%s\\n", "%d", "%x", "%5s", "%-5s|", "%c", "%b", "\\x41", "%e", "%i%%", "%*.*f"),
    "kill": ("-l", "-0", "-s", "-TERM", "-9"),
    "dd": (),
}  # fmt: skip
SPECIAL["["] = SPECIAL["test"]
# What must not be aimed at the whole machine for nothing: these take one reboot of the fuzzer's machine each time.
ARITHMETIC = ("1+1", "1/0", "x=5", "x++", "1<<64", "9223372036854775807+1", "-9223372036854775808/-1", "-9223372036854775808%-1", "08", "0x", "1?2:3", "(1", "1,2", "x", "2**3",
              "9" * 5000, "~0", "!0", "x[1]", "'a'", "", " ", "1 2", "1<<-1", "$x", "a=b=3", "(" * 200 + "1" + ")" * 200)  # fmt: skip
PARAMETERS = ("x", "HOME", "PATH", "IFS", "1", "10", "99999999999999999999", "#", "?", "-", "$", "!", "@", "*", "0", "_", "PS1", "OPTIND", "LINENO", "PPID", "nope", "é")
MODIFIERS = (":-{}", "-{}", ":={}", "={}", ":?{}", "?{}", ":+{}", "+{}", "%{}", "%%{}", "#{}", "##{}", "!", ":1:2", "", "%", "#")
KEYS = ("\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x08", "\x09", "\x0b", "\x0c", "\x0e", "\x10", "\x11", "\x12", "\x13", "\x14", "\x15", "\x16", "\x17", "\x18",
        "\x19", "\x1a", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~", "\x1bb", "\x1bf", "\x1c", "\x7f", "\r", "\n", "\x00", "\xff", "é", "\udcff", "\x1b[", "\x1bO")  # fmt: skip


class Grammar:
    """Lines and keys, drawn from one generator: the same seed gives the same ones."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def word(self, name: str) -> str:
        """One operand: the program's own words half of the time."""
        choose = self.random.choice
        own = SPECIAL.get(name, ())
        if own and self.random.random() < 0.5:
            return self.spoil(choose(own))
        return self.spoil(choose(choose((DIGITS, PATHS, PATHS, PATHS, ADDRESSES, INTERFACES, JAILS, PIDS, USERS, SIGNALS, TEXTS, TEXTS))))

    def spoil(self, word: str) -> str:
        """The word, now and then quoted, doubled, cut, or with an expansion in it."""
        draw = self.random.random()
        if draw < 0.45:
            return word
        if draw < 0.85:
            return "'" + word.replace("'", "'\\''") + "'" if "\n" not in word else word
        if draw < 0.88:
            return word + self.random.choice(TEXTS)
        if draw < 0.90:
            return word[: len(word) // 2]
        if draw < 0.92:
            return '"' + word + self.expansion(1) + '"'
        return self.expansion(2)

    def expansion(self, depth: int) -> str:
        """A parameter, an arithmetic expression, or what a command prints."""
        choose = self.random.choice
        draw = self.random.random()
        if draw < 0.4:
            return "${" + choose(PARAMETERS) + choose(MODIFIERS).format(choose(TEXTS + PATHS)) + "}"
        if draw < 0.5:
            return "$" + choose(PARAMETERS)
        if draw < 0.75:
            return "$((" + choose(ARITHMETIC) + "))"
        if draw < 0.8:
            return "`" + choose(("echo x", "ls", "false", "echo \\`echo y\\`", "")) + "`"
        return "$(" + (self.command(depth - 1) if depth else "echo z") + ")"

    def simple(self) -> str:
        """A program with options and operands."""
        name = self.random.choice(NAMES)
        words = [name]
        if self.random.random() < 0.25:
            return self.directed(name)
        letters = LETTERS.get(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            word = "-" + "".join(self.random.choice(letters or "x") for _ in range(self.random.choice((1, 1, 2, 3))))
            words.append(word + (self.word(name) if self.random.random() < 0.2 else ""))
        words += [self.word(name) for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 4, 6)))]
        if self.random.random() < 0.05:
            words.insert(0, self.random.choice(("x=", "PATH=", "IFS=a ", "HOME=nope ", "TERM= ", "BLOCKSIZE=7 ")) + "")
        return " ".join(words)

    def directed(self, name: str) -> str:
        """One option with a number nobody would give it, or one operand of the program's own with such a number in it.
        """
        odd = self.random.choice(DIGITS + TEXTS[:10])
        quoted = "'" + odd.replace("'", "") + "'"
        letters = LETTERS.get(name)
        if letters and self.random.random() < 0.6:
            words = [f"-{self.random.choice(letters)}", quoted]
        else:
            own = self.random.choice(SPECIAL.get(name, ("",)))
            words = [own.partition("=")[0] + "=" + quoted if "=" in own else f"{own} {quoted}"]
        return " ".join([name, *words, *(self.word(name) for _ in range(self.random.choice((0, 1, 1, 2))))])

    def redirection(self) -> str:
        """Somewhere to read from or write to."""
        choose = self.random.choice
        place = choose(PATHS[:20] + ("/dev/null", "/dev/null", "&1", "&2", "&-", "&9", "&99999999999", "&x", "$x", "''"))
        return f" {choose(('', '', '2', '0', '3', '10', '99999'))}{choose(('>', '<', '>>', '<>', '>|', '>&', '<&'))}{place}"

    def command(self, depth: int = 2) -> str:
        """A command with the shell's constructs around it."""
        if depth <= 0:
            return self.simple()
        draw = self.random.random()
        again = lambda: self.command(depth - 1)  # noqa: E731
        if draw < 0.55:
            return self.simple()
        if draw < 0.63:
            return self.simple() + self.redirection()
        if draw < 0.70:
            return f"{again()} | {again()}"
        if draw < 0.74:
            return f"{again()} {self.random.choice(('&&', '||', ';'))} {again()}"
        if draw < 0.78:
            return f"{again()} &"
        if draw < 0.80:
            return f"( {again()} )"
        if draw < 0.82:
            return f"{{ {again()}; }}{self.redirection()}"
        if draw < 0.84:
            return f"for x in {self.word('')} {self.word('')}; do {again()}; done"
        if draw < 0.86:
            return f"if {again()}; then {again()}; else {again()}; fi"
        if draw < 0.875:
            return f"case {self.word('')} in {self.word('')}) {again()};; *) {again()};; esac"
        if draw < 0.89:
            return f"f() {{ {again()}; }}; f {self.word('')}; unset -f f"
        if draw < 0.905:
            return f"while {again()}; do break; done"
        if draw < 0.92:
            return f"cat <<E\n{self.expansion(1)}\n{self.random.choice(TEXTS)}\nE\n"
        if draw < 0.935:
            return f"echo {self.expansion(2)}"
        if draw < 0.945:
            return f"trap '{self.simple()}' {self.random.choice(SIGNALS)}; kill -{self.random.choice(SIGNALS)} $$"
        if draw < 0.955:
            return f"sleep {self.random.choice(('0', '0.1', '1', '1e9', 'x', '-1'))} & {again()}; wait"
        if draw < 0.965:
            return f"jexec {self.random.choice(JAILS)} {again()}"
        if draw < 0.98:
            return f"sh -c '{again()}' {self.word('')}"
        return "".join(self.random.choice(TEXTS) for _ in range(self.random.choice((1, 3, 9))))

    def line(self) -> str:
        """One line, rarely with a control byte or a piece missing."""
        line = self.command(self.random.choice((0, 1, 1, 2, 2, 3)))
        draw = self.random.random()
        if draw < 0.03 and line:
            place = self.random.randrange(len(line))
            return line[:place] + self.random.choice(KEYS) + line[place:]
        if draw < 0.06:
            return line[: self.random.randrange(len(line) + 1)]
        return line

    def keys(self) -> str:
        """What a cat on the keyboard types: letters, controls, broken UTF-8, pieces of commands."""
        parts = []
        for _ in range(self.random.choice((1, 4, 12, 30))):
            draw = self.random.random()
            if draw < 0.4:
                parts.append(self.random.choice(KEYS))
            elif draw < 0.6:
                parts.append(self.random.choice(TEXTS))
            elif draw < 0.8:
                parts.append(chr(self.random.choice((self.random.randrange(256), 0xDC80 + self.random.randrange(128)))))
            else:
                parts.append(self.random.choice(("ls", " ", "/et", "echo x", "sleep 9 &", "fg", "cat", "jobs")))
        return "".join(parts)
