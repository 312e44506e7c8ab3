"""Finding and loading what ships with the program, and what users bring: strictly, and never half."""
