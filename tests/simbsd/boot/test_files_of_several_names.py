"""Files of the image that have several names are one file: LINKS of usr.bin/grep/Makefile, and bin/sh/Makefile."""


def test_zgrep_and_its_other_names_are_one_file(sh):
    output, _ = sh("cd /usr/bin; ls -li z*grep | while read ino mode links rest; do echo $links; done; ls -i z*grep")
    links, inodes = output.splitlines()[:3], [line.split()[0] for line in output.splitlines()[3:]]
    assert links == ["3", "3", "3"]
    assert len(inodes) == 3
    assert len(set(inodes)) == 1


def test_roots_profile_is_linked_into_the_root(sh):
    assert sh("[ /.profile -ef /root/.profile ] && stat -f %l /.profile") == ("2\n", 0)


def test_a_jails_tree_has_the_same_links(sh):
    script = "cd /mnt; tar -xf /usr/freebsd-dist/base.txz; [ .profile -ef root/.profile ] && stat -f %l .profile"
    assert sh(script) == ("2\n", 0)
