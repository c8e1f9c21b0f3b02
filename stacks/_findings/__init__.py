"""What constructs and checks tell: known and right with its reason, or a fault at its line."""
