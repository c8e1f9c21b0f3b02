"""Batch transform on a schedule or on demand."""
