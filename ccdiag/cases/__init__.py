"""What is kept of a case, and what leaves the shop: the case store, `.ccdiag` files, redaction, and the comparison of two runs."""
