"""The pieces of `benchmarks.chaos`."""
