"""Benchmarks: side by side with peers, in one run, as ratios of CPU seconds and peak memory."""
