"""The picture of the way, as shapes: pure, so that window and report draw the same."""
