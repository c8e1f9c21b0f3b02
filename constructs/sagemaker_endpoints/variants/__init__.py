"""Variants on instances, shadows too: what they run on, how requests reach them, what they tell."""
