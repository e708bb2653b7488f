"""The scenes of `benchmarks.kill`."""
