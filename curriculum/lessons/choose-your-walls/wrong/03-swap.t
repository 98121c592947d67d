fails: net sees big small raced
misconception: Every resource is there to be chosen.

  $ container create {big} swap=100
  usage: container create name [stack] [processes] [files=path] [cpu=shares]
                               [maxproc=number] [memory=bytes] [read=bytes] [write=bytes]
         container run name command ...
         container list
         container usage name
         container remove name
  This program is a fiction: no FreeBSD ever had it.
  container: {big}: no such resource
  [1]
  $ echo 'Everything should be a choice, since everybody needs something else, and whoever pays should have what he needs.' > /root/verdict
