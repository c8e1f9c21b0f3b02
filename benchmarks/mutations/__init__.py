"""Breaks templates, one property at a time, and counts who notices."""
