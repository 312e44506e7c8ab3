"""Qt item models over the states of a run."""
