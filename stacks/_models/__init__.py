"""Models of an environment file as constructs, each made once for a stack."""
