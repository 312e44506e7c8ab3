"""Drawing signs and pictograms with QPainter."""
