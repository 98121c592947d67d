fails: feature patches generic
misconception: The paper came first.

  $ echo 'patches: FreeBSD 5.0, with the paper of 2003' >> /root/{report}
  $ echo 'option: FreeBSD 8.0' >> /root/{report}
  $ echo 'why: nobody had the time to do it, as is always the case with projects' >> /root/{report}
