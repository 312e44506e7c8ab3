"""One network operation or one reading each: a probe tells what happened and decides nothing."""
