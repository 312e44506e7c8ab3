"""A simulated shop and its service on loopback, with real protocols and faults by name."""
