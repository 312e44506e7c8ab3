"""Plans the checks, runs them side by side, and tells what happens as events."""
