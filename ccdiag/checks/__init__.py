"""The checks: one file each, saying what it needs, which probes it runs and how it judges."""
