"""The virtual memory system: how much each process holds, and the machine as a whole."""
