"""Checks of whole apps, at synth."""
