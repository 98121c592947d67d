"""pw(8): what ``help`` prints.

Models cmdhelp() in usr.sbin/pw/pw.c.
"""

from __future__ import annotations

HELP: dict[str, str] = {
    "user add": """\
usage: pw useradd [name] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
  Adding users:
\t-n name        login name
\t-u uid         user id
\t-c comment     user name/comment
\t-d directory   home directory
\t-e date        account expiry date
\t-p date        password expiry date
\t-g grp         initial group
\t-G grp1,grp2   additional groups
\t-m [ -k dir ]  create and set up home
\t-M mode        home directory permissions
\t-s shell       name of login shell
\t-o             duplicate uid ok
\t-L class       user class
\t-h fd          read password on fd
\t-H fd          read encrypted password on fd
\t-Y             update NIS maps
\t-N             no update
  Setting defaults:
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-D             set user defaults
\t-b dir         default home root dir
\t-e period      default expiry period
\t-p period      default password change period
\t-g group       default group
\t-G grp1,grp2   additional groups
\t-L class       default user class
\t-k dir         default home skeleton
\t-M mode        home directory permissions
\t-u min,max     set min,max uids
\t-i min,max     set min,max gids
\t-w method      set default password method
\t-s shell       default shell
\t-y path        set NIS passwd file path
""",
    "user del": """\
usage: pw userdel [uid|name] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-n name        login name
\t-u uid         user id
\t-Y             update NIS maps
\t-y path        set NIS passwd file path
\t-r             remove home & contents
""",
    "user mod": """\
usage: pw usermod [uid|name] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
\t-F             force add if no user
\t-n name        login name
\t-u uid         user id
\t-c comment     user name/comment
\t-d directory   home directory
\t-e date        account expiry date
\t-p date        password expiry date
\t-g grp         initial group
\t-G grp1,grp2   additional groups
\t-l name        new login name
\t-L class       user class
\t-m [ -k dir ]  create and set up home
\t-M mode        home directory permissions
\t-s shell       name of login shell
\t-w method      set new password using method
\t-h fd          read password on fd
\t-H fd          read encrypted password on fd
\t-Y             update NIS maps
\t-y path        set NIS passwd file path
\t-N             no update
""",
    "user show": """\
usage: pw usershow [uid|name] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-n name        login name
\t-u uid         user id
\t-F             force print
\t-P             prettier format
\t-a             print all users
\t-7             print in v7 format
""",
    "user next": """\
usage: pw usernext [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
""",
    "user lock": """\
usage pw: lock [switches]
\t-V etcdir      alternate /etc locations
\t-C config      configuration file
\t-q             quiet operation
""",
    "user unlock": """\
usage pw: unlock [switches]
\t-V etcdir      alternate /etc locations
\t-C config      configuration file
\t-q             quiet operation
""",
    "group add": """\
usage: pw groupadd [group|gid] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
\t-n group       group name
\t-g gid         group id
\t-M usr1,usr2   add users as group members
\t-o             duplicate gid ok
\t-Y             update NIS maps
\t-N             no update
""",
    "group del": """\
usage: pw groupdel [group|gid] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-n name        group name
\t-g gid         group id
\t-Y             update NIS maps
""",
    "group mod": """\
usage: pw groupmod [group|gid] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
\t-F             force add if not exists
\t-n name        group name
\t-g gid         group id
\t-M usr1,usr2   replaces users as group members
\t-m usr1,usr2   add users as group members
\t-d usr1,usr2   delete users as group members
\t-l name        new group name
\t-Y             update NIS maps
\t-N             no update
""",
    "group show": """\
usage: pw groupshow [group|gid] [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-n name        group name
\t-g gid         group id
\t-F             force print
\t-P             prettier format
\t-a             print all accounting groups
""",
    "group next": """\
usage: pw groupnext [switches]
\t-V etcdir      alternate /etc location
\t-R rootdir     alternate root directory
\t-C config      configuration file
\t-q             quiet operation
""",
}
