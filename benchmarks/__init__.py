"""Figures against the bars of the design; `python -m benchmarks` lists them, `python -m benchmarks NAME ...` measures.
"""
