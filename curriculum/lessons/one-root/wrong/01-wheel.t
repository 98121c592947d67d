fails: number
misconception: Being in wheel makes somebody root.

  $ su {user} -c 'echo secret > ~/{file}; chmod 600 ~/{file}'
  $ su {other} -c 'cat /home/{user}/{file}'
  cat: /home/{user}/{file}: Permission denied
  [1]
  $ su {user} -c 'kill 1'
  kill: 1: Operation not permitted
  [1]
  $ pw useradd {twin} -m -G wheel
  $ su {twin} -c id
  uid=1004({twin}) gid=1004({twin}) groups=1004({twin}),0(wheel)
