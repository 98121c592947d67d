zebra-solution

  $ jail -c name={jail} persist
