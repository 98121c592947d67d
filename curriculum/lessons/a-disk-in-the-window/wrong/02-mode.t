fails: disk memory
misconception: A file with no permissions is safe.

  $ jexec {jail} chmod 0 /dev/ada0
