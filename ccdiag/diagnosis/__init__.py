"""From observations to causes: rules over data, judged by one pure function."""
