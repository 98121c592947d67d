fails: rejected left running
misconception: A paper is about what was built, not about what was not.

  $ echo 'wrong: root is all or nothing' >> /root/{sheet}
  $ echo 'name: p_trespass' >> /root/{sheet}
