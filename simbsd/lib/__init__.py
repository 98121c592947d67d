"""The C library of the simulated programs: stubs and helpers."""
