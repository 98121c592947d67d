"""Passwords, login, locked accounts, the same ids in several systems. Texts: usr.bin/{su,login,passwd,id}, pw(8)."""

from __future__ import annotations

from collections.abc import Callable

from simbsd.lib.crypt import crypt

Run = Callable[..., tuple[str, int]]


def crypted(key: str, setting: str) -> str | None:
    """What crypt(3) gives, its user time passed over."""
    under_way = crypt(key, setting)
    while True:
        try:
            under_way.send(None)
        except StopIteration as done:
            found: str | None = done.value
            return found


def test_crypt_is_sha512_crypt() -> None:
    """Made by openssl passwd -6."""
    assert crypted("Hello world!", "$6$saltstring") == (
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
    )
    assert crypted("x", "$1$salt$") is None


def test_a_jail_is_logged_into(console: Callable[[str], str]) -> None:
    shown = console(
        "mkdir -p /j/www; tar -xf /usr/freebsd-dist/base.txz -C /j/www; jail -c name=www path=/j/www persist\n"
        "pw -R /j/www useradd bob -m -u 1001; jexec www login -f bob\nid; pwd; logname; exit\nid -un; logname\n"
    )
    assert shown.endswith(
        "This machine is simulated: break it, and boot it again.\r\n"
        "$ id; pwd; logname; exit\r\nuid=1001(bob) gid=1001(bob) groups=1001(bob)\r\n/home/bob\r\nbob\r\n"
        "# id -un; logname\r\nroot\r\nbob\r\n# "
    )


def test_a_password_is_asked_for_without_being_shown(console: Callable[[str], str]) -> None:
    shown = console("passwd alice\nabc\nabc\nlogin\nalice\nwrong\nalice\nabc\nid -un\n")
    assert "abc" not in shown.replace("passwd alice", "")
    assert "Changing local password for alice\r\nNew Password:\r\nRetype New Password:\r\n# login\r\n" in shown
    assert shown.count("Login incorrect") == 1
    assert shown.endswith("$ id -un\r\nalice\r\n$ ")


def test_a_password_opens_and_a_lock_closes(sh: Run) -> None:
    """Of a name that nobody has, pw_userlock() prints the number that was not given, -1 as a uid_t."""
    script = """\
echo secret | pw useradd bob -h 0 -G wheel -m; pw usershow bob | cut -c1-7; ls -l /etc/master.passwd; grep bob\
 /etc/passwd
echo secret | su alice -c 'su bob -c id'; echo wrong | su alice -c 'su bob -c id'; echo $?; echo | su alice -c\
 'su bob -c id'
pw lock bob; pw usershow bob | cut -c1-15; su bob -c id; echo secret | su alice -c 'su bob -c id'; pw lock bob;\
 pw unlock bob; pw unlock bob
su bob -c 'id -un'; pw lock nope; pw lock; pw unlock 1002; su alice -c 'pw lock bob'
pw usermod bob -h -; echo secret | su alice -c 'su bob -c id'; echo '*' | su alice -c 'su bob -c id'; printf ''\
 | pw usermod bob -h 0
echo '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1' |\
 pw usermod bob -H 0
echo 'Hello world!' | su alice -c 'su bob -c id'
"""
    assert sh(script) == ("""\
bob:$6$
-rw-------  1 root wheel 972 Mar  1 12:00 /etc/master.passwd
bob:*:1002:1002:User &:/home/bob:/bin/sh
Password:uid=1002(bob) gid=1002(bob) groups=1002(bob),0(wheel)
Password:su: Sorry
1
Password:su: Sorry
bob:*LOCKED*$6$
su: Sorry
Password:su: Sorry
pw: user 'bob' is already locked
pw: user 'bob' is not locked
bob
pw: no such name or uid `4294967295'
pw: username or id required
pw: user 'bob' is not locked
pw: you must be root
Password:su: Sorry
Password:su: Sorry
pw: empty password read on file descriptor 0
Password:uid=1002(bob) gid=1002(bob) groups=1002(bob),0(wheel)
""", 0)


def test_passwd_asks_twice_and_others_for_the_old_one(sh: Run) -> None:
    script = """\
pw useradd eve; printf 'one\\none\\n' | passwd alice; printf 'one\\n' | su eve -c 'su alice -c id'
printf 'one\\ntwo\\ntwo\\n' | su alice -c passwd; printf 'one\\n' | su alice -c passwd
printf 'a\\nb\\nc\\nc\\n' | passwd alice; echo $?; su alice -c 'passwd root'; passwd nope; passwd a b; printf\
 '' | passwd alice
echo one | su eve -c 'su alice -c "id -un"'; echo c | su eve -c 'su alice -c "id -un"'
"""
    assert sh(script) == ("""\
Changing local password for alice
New Password:Retype New Password:Password:uid=1001(alice) gid=1001(alice) groups=1001(alice)
Changing local password for alice
Old Password:New Password:Retype New Password:Changing local password for alice
Old Password:passwd: sorry
Changing local password for alice
New Password:Retype New Password:Mismatch; try again, EOF to quit.
New Password:Retype New Password:0
passwd: permission denied
passwd: nope: no such user
usage: passwd [-ly] [-d domain] [-h host] [user]
Changing local password for alice
New Password:passwd: pam_chauthtok(): authentication token failure
Password:su: Sorry
Password:alice
""", 0)


def test_login_lets_root_and_oneself_through(sh: Run) -> None:
    script = """\
echo "Hello, whoever you are." > /var/run/motd; echo 'id -un; pwd; echo $0 $HOME $SHELL $LOGNAME $MAIL' >\
 /tmp/in; login -f root < /tmp/in; login -f alice < /tmp/in
touch /home/alice/.hushlogin; login -f alice < /tmp/in; su alice -c 'login -f alice < /tmp/in' ; echo $?
pw usermod alice -d /nope; login -f alice < /tmp/in; login -x; echo nobody | login < /dev/null; echo $?
echo closed > /var/run/nologin; login -f alice < /tmp/in; echo $?; login -f root < /tmp/in | tail -1; login -f\
 www < /dev/null
"""
    assert sh(script) == ("""\
Hello, whoever you are.
root
/root
-sh /root /bin/sh root /var/mail/root
Hello, whoever you are.
alice
/home/alice
-sh /home/alice /bin/sh alice /var/mail/alice
alice
/home/alice
-sh /home/alice /bin/sh alice /var/mail/alice
alice
/home/alice
-sh /home/alice /bin/sh alice /var/mail/alice
0
pw: WARNING: home `/nope' does not exist
No home directory.
Logging in with home = "/".
Last login: Fri Mar  1 12:00:00 on tty??
Hello, whoever you are.
alice
/
-sh / /bin/sh alice /var/mail/alice
login: illegal option -- x
usage: login [-fp] [-h hostname] [username]
login: 1
closed
1
-sh /root /bin/sh root /var/mail/root
closed
""", 1)


def test_id_tells_an_account_in_every_form(sh: Run) -> None:
    script = """\
id -P; id -P alice; id -p; id -p alice; su alice -c 'id -p'; id -Pu; id -P nobody nope; id -P nope
whoami -x; groups -g; whoami; groups alice; logname x
"""
    assert sh(script) == ("""\
root::0:0::0:0:Charlie &:/root:/bin/sh
alice::1001:1001::0:0:Alice:/home/alice:/bin/sh
uid\troot
groups\twheel operator
uid\talice
groups\talice
login\troot
uid\talice
groups\talice
usage: id [user]
       id -G [-n] [user]
       id -M
       id -P [user]
       id -c
       id -g [-nr] [user]
       id -p [user]
       id -u [-nr] [user]
usage: id [user]
       id -G [-n] [user]
       id -M
       id -P [user]
       id -c
       id -g [-nr] [user]
       id -p [user]
       id -u [-nr] [user]
id: nope: no such user
whoami: illegal option -- x
usage: whoami
groups: illegal option -- g
usage: groups [user]
root
alice
usage: logname
""", 1)


def test_the_same_number_is_another_name_in_each_system_and_the_same_owner_in_all(sh: Run) -> None:
    script = """\
mkdir -p /j/a /j/b /shared; chmod 1777 /shared
for j in a b; do tar -xf /usr/freebsd-dist/base.txz -C /j/$j; mkdir /j/$j/shared; mount -t nullfs /shared\
 /j/$j/shared; done
pw -R /j/a useradd anna -u 1001; pw -R /j/b useradd bert -u 1001; pw -R /j/b useradd alice -u 2000
for j in a b; do jail -c name=$j path=/j/$j mount.devfs persist; done
jexec -U anna a sh -c 'umask 077; echo secret > /shared/f; sleep 100 &'; jexec -U bert b cat /shared/f; su\
 alice -c 'cat /shared/f'
ls -l /shared; jexec a ls -l /shared; jexec b ls -l /shared; jexec -U alice b cat /shared/f; jexec b id alice;\
 id alice
jexec a pgrep -u anna sleep | wc -l; jexec b pkill -u bert sleep; echo $?; su alice -c 'pkill -u alice sleep';\
 echo $?; jexec a pgrep sleep; echo $?
pw -R /nope usershow root; pw -R /j/a usernext; jexec a passwd < /dev/null
"""
    assert sh(script) == ("""\
secret
secret
total 4
-rw-------  1 alice wheel 7 Mar  1 12:00 f
total 4
-rw-------  1 anna wheel 7 Mar  1 12:00 f
total 4
-rw-------  1 bert wheel 7 Mar  1 12:00 f
cat: /shared/f: Permission denied
uid=2000(alice) gid=2000(alice) groups=2000(alice)
uid=1001(alice) gid=1001(alice) groups=1001(alice)
       1
1
0
1
pw: no such directory `/nope'
1002:1002
Changing local password for root
New Password:passwd: pam_chauthtok(): authentication token failure
""", 1)


def test_a_class_of_login_conf_gives_path_mask_and_environment(sh: Run) -> None:
    script = """\
cat >> /etc/login.conf <<'END'
crew|Crew:\\
\t:path=/bin ~/tools:setenv=EDITOR=vi,HERE=$:\\
\t:umask=077:lang@:\\
\t:tc=default:
END
cap_mkdb /etc/login.conf
pw usermod alice -L crew; su -l alice -c 'echo $PATH $EDITOR $HERE $MAIL lang=$LANG; umask'; su -l root -c\
 'echo $PATH; umask'
pw usermod alice -L nope; su -l alice -c 'echo $PATH; umask'; su -c crew alice -c 'id -un'; su -c nope alice
rm /etc/login.conf /etc/login.conf.db; su -l alice -c 'echo $PATH $BLOCKSIZE; umask'; su -l root -c 'echo $LANG'
"""
    assert sh(script) == ("""\
/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/home/alice/bin vi alice /var/mail/alice lang=
0077
/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin
0022
/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/home/alice/bin
0022
alice
su: unknown class: nope
/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/home/alice/bin K
0022
C.UTF-8
""", 0)
