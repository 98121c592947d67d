"""nc(1): bytes between standard input and output and the network."""
