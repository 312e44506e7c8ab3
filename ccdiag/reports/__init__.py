"""One page about a visit, in the form and the language that its reader needs: a pure report, and its writers."""
