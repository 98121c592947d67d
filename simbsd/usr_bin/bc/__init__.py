"""bc(1): a calculator with numbers of any size."""
