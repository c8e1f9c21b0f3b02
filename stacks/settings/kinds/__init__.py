"""Each kind of hosting as a file says it, and the parts that kinds have in common."""
