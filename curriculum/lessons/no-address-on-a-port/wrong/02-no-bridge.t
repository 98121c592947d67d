fails: member address
misconception: What refuses is done without.
fault: an-old-address

  $ ifconfig bridge0 destroy
