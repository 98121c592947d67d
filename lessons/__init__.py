"""The catalogue, the lab page and a learner's attempts at lessons."""
