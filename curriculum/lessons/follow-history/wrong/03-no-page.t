fails: subject since next why open
misconception: A subject is a word, and old is a date.

  $ echo 'subject: networking' >> /root/{report}
  $ echo 'since: long ago' >> /root/{report}
