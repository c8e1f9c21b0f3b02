"""Guarded rollouts: their steps, and going through them while alarms watch."""
