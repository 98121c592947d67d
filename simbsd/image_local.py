"""A script of /bin of the base image that names its release.

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

# path -> text, in every copy of the base system.
LOCAL_TEXTS: dict[str, str] = {
    "/bin/freebsd-version": FREEBSD_VERSION,
}
