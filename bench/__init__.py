"""What must be fast, and against what: `make bench`. Every figure is a ratio of two things measured in one run.

A benchmark, never a timed test: it prints a table and writes docs/generated/bench.md; nothing turns red.
"""
