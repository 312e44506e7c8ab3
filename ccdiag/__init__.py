"""ccdiag tells what is broken between a web till and its payment terminal, who must mend it, and how."""

__version__ = "0.1.0"
