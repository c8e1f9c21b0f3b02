"""Inference components: one of them, and their life."""
