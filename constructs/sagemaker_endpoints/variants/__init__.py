"""Variants on instances: what they run on, how requests reach them, what they tell."""
